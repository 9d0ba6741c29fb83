"""Submissions for operators: retry, move to another band, evidence of the attempts."""

from fastapi import APIRouter, Response

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.json_body import JsonRoute
from judgebox.api.openapi import answers, body_example, errors
from judgebox.api.queue_schemas import AttemptList, BandChange, attempt_detail
from judgebox.api.schemas import SubmissionDetail, submission_detail
from judgebox.api.services import Given
from judgebox.api.v1.submissions import IdInPath, known_id, unknown_submission
from judgebox.usecases.move import move as move_submission
from judgebox.usecases.retry import retry as retry_submission

router = APIRouter(tags=["operation"], route_class=JsonRoute)


@router.post(
    "/submissions/{id}/retry",
    response_model=SubmissionDetail,
    responses={
        **answers(200, SubmissionDetail, examples.QUEUED_SUBMISSION, "It is queued, in its next generation."),
        **errors(404, 409),
    },
)
async def retry(services: Given, submission_id: IdInPath) -> Response:
    """Judge once more what was set aside as a judge error."""
    queued = await retry_submission(
        known_id(submission_id), store=services.store, dispatcher=services.dispatcher, clock=services.clock
    )
    return answer(submission_detail(queued))


@router.post(
    "/submissions/{id}/band",
    response_model=SubmissionDetail,
    responses={
        **answers(200, SubmissionDetail, examples.QUEUED_SUBMISSION, "It waits in that band."),
        **errors(400, 404, 409, 415),
    },
    openapi_extra=body_example(examples.BAND),
)
async def move(services: Given, submission_id: IdInPath, body: BandChange) -> Response:
    """Move a submission that has no verdict to the end of its user's line in another band."""
    moved = await move_submission(
        known_id(submission_id), body.band.band, store=services.store, dispatcher=services.dispatcher
    )
    return answer(submission_detail(moved))


@router.get(
    "/submissions/{id}/attempts",
    response_model=AttemptList,
    responses={**answers(200, AttemptList, examples.ATTEMPTS, "All attempts, oldest first."), **errors(404)},
)
async def list_attempts(services: Given, submission_id: IdInPath) -> Response:
    """List the attempts at judging a submission, with what broke: the evidence of a judge error."""
    known = known_id(submission_id)
    if await services.store.submission(known) is None:
        raise unknown_submission(submission_id)
    return answer(AttemptList(items=[attempt_detail(each) for each in await services.store.attempts(known)]))
