"""The queue for operators: its figures, its switches, and what was set aside."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.json_body import JsonRoute
from judgebox.api.openapi import answers, body_example, errors
from judgebox.api.queue_schemas import (
    Bands,
    DeadList,
    IntakeChange,
    QueueDetail,
    RejectedList,
    SwitchDetail,
    dead_detail,
    queue_detail,
    rejected_detail,
    switch_detail,
)
from judgebox.api.services import Given

router = APIRouter(tags=["operation"], route_class=JsonRoute)

Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many, newest first.")]


@router.get(
    "/queue",
    response_model=QueueDetail,
    responses={**answers(200, QueueDetail, examples.QUEUE, "How the queue is doing."), **errors()},
)
async def read_queue(services: Given) -> Response:
    """Say how the queue is doing, by band. The figures may be some seconds old where very much waits."""
    return answer(queue_detail(await services.figures.queue()))


@router.post(
    "/queue/pause",
    response_model=SwitchDetail,
    responses={**answers(200, SwitchDetail, examples.SWITCHES, "They are paused."), **errors(400, 415)},
    openapi_extra=body_example(examples.BANDS),
)
async def pause(services: Given, body: Bands) -> Response:
    """Let no worker take anything from some bands. What is being judged goes on; submissions are still accepted."""
    return answer(switch_detail(await services.operator.pause(body.chosen())))


@router.post(
    "/queue/resume",
    response_model=SwitchDetail,
    responses={**answers(200, SwitchDetail, examples.SWITCHES, "They are resumed."), **errors(400, 415)},
    openapi_extra=body_example(examples.BANDS),
)
async def resume(services: Given, body: Bands) -> Response:
    """Let workers take from some bands again."""
    return answer(switch_detail(await services.operator.resume(body.chosen())))


@router.post(
    "/queue/intake",
    response_model=SwitchDetail,
    responses={**answers(200, SwitchDetail, examples.SWITCHES, "It is done."), **errors(400, 415)},
    openapi_extra=body_example(examples.INTAKE),
)
async def switch_intake(services: Given, body: IntakeChange) -> Response:
    """Close or open the intake. While it is closed, submissions are refused with 503; what is stored is judged."""
    operator = services.operator
    return answer(switch_detail(await (operator.open_intake() if body.open else operator.close_intake())))


@router.get(
    "/queue/rejected",
    response_model=RejectedList,
    responses={**answers(200, RejectedList, examples.REJECTED, "The messages, newest first."), **errors()},
)
async def list_rejected(services: Given, limit: Limit = 100) -> Response:
    """List messages of the queue that were set aside because no worker could use them. The last ones are kept."""
    found = await services.dispatcher.rejected(limit=limit)
    return answer(RejectedList(items=[rejected_detail(each) for each in found]))


@router.get(
    "/queue/dead",
    response_model=DeadList,
    responses={**answers(200, DeadList, examples.DEAD, "The submissions, newest first."), **errors()},
)
async def list_dead(services: Given, limit: Limit = 100) -> Response:
    """List submissions that were set aside as judge errors. They can be retried."""
    found = await services.figures.backlog.dead(limit=limit)
    return answer(DeadList(items=[dead_detail(each) for each in found]))
