"""Workers: who judges here."""

from fastapi import APIRouter, Response

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.openapi import answers, errors
from judgebox.api.queue_schemas import WorkerList, worker_detail
from judgebox.api.services import Given

router = APIRouter(tags=["operation"])


@router.get(
    "/workers",
    response_model=WorkerList,
    responses={**answers(200, WorkerList, examples.WORKERS, "The workers, by name."), **errors()},
)
async def list_workers(services: Given) -> Response:
    """List the workers as they told of themselves last, with those that ended or fell silent lately."""
    return answer(WorkerList(items=[worker_detail(each) for each in await services.figures.fleet()]))
