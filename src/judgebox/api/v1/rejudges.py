"""Rejudges: judge again what is judged, look at what that changes, apply it or drop it."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from judgebox.api.answer import answer
from judgebox.api.errors import Refusal
from judgebox.api.json_body import JsonRoute
from judgebox.api.openapi import answers, body_example, errors
from judgebox.api.rejudge_schemas import (
    CHANGE_PAGE_EXAMPLE,
    COUNT_EXAMPLE,
    MATRIX_EXAMPLE,
    NEW_REJUDGE_EXAMPLE,
    REJUDGE_EXAMPLE,
    REJUDGE_ID,
    REJUDGE_PAGE_EXAMPLE,
    Application,
    ChangePage,
    Matrix,
    NewRejudge,
    RejudgeCount,
    RejudgeDetail,
    RejudgePage,
    change_page,
    matrix_detail,
    rejudge_detail,
    rejudge_page,
)
from judgebox.api.services import Given
from judgebox.domain.errors import NotFoundError
from judgebox.domain.submission import RejudgeId, SubmissionId

router = APIRouter(tags=["operation"], route_class=JsonRoute)

ID = re.compile(r"rej_[0-9A-Za-z]{1,60}")
SUBMISSION_ID = re.compile(r"sub_[0-9A-Za-z]{1,60}")

IdInPath = Annotated[str, Path(alias="id", examples=[REJUDGE_ID], description="Id of a rejudge.")]
After = Annotated[str | None, Query(description="`next` of the page before.", max_length=64)]
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.post(
    "/rejudges",
    status_code=201,
    response_model=RejudgeDetail,
    responses={
        **answers(200, RejudgeCount, COUNT_EXAMPLE, "With `dry_run`: how many would be judged again."),
        **answers(201, RejudgeDetail, REJUDGE_EXAMPLE, "It is stored; its submissions are being judged again."),
        **errors(400, 413, 415),
    },
    openapi_extra=body_example(NEW_REJUDGE_EXAMPLE),
)
async def start_rejudge(services: Given, body: NewRejudge) -> Response:
    """Judge again what is judged, in the lowest band and without anybody seeing it.

    Submissions keep their verdicts until it is applied. Runs on an own input are left out.
    """
    which = body.selection(services.catalog)
    if body.dry_run:
        return answer(RejudgeCount(submissions=await services.rejudger.count(which, reason=body.reason)))
    rejudge = await services.rejudger.start(which, reason=body.reason)
    return answer(rejudge_detail(rejudge), status=201, headers={"Location": f"/api/v1/rejudges/{rejudge.id}"})


@router.get(
    "/rejudges",
    response_model=RejudgePage,
    responses={**answers(200, RejudgePage, REJUDGE_PAGE_EXAMPLE, "A page."), **errors()},
)
async def list_rejudges(services: Given, after: After = None, limit: Limit = 50) -> Response:
    """List rejudges, newest first."""
    before = None if after is None else RejudgeId(_cursor(after, ID))
    found = await services.rejudger.rejudges.rejudges(before=before, limit=limit + 1)
    return answer(rejudge_page(found, limit=limit))


@router.get(
    "/rejudges/{id}",
    response_model=RejudgeDetail,
    responses={**answers(200, RejudgeDetail, REJUDGE_EXAMPLE, "The rejudge."), **errors(404)},
)
async def read_rejudge(services: Given, rejudge_id: IdInPath) -> Response:
    """Read how far a rejudge is."""
    return answer(rejudge_detail(await services.rejudger.known(known_id(rejudge_id))))


@router.get(
    "/rejudges/{id}/matrix",
    response_model=Matrix,
    responses={**answers(200, Matrix, MATRIX_EXAMPLE, "Old and new verdicts."), **errors(404)},
)
async def read_matrix(services: Given, rejudge_id: IdInPath) -> Response:
    """Count the old and new verdicts; once it is decided on, as they were then."""
    known = (await services.rejudger.known(known_id(rejudge_id))).id
    return answer(matrix_detail(await services.rejudger.rejudges.matrix(known)))


@router.get(
    "/rejudges/{id}/changes",
    response_model=ChangePage,
    responses={**answers(200, ChangePage, CHANGE_PAGE_EXAMPLE, "A page."), **errors(404)},
)
async def list_changes(services: Given, rejudge_id: IdInPath, after: After = None, limit: Limit = 50) -> Response:
    """List the submissions that get another verdict or score."""
    cursor = None if after is None else SubmissionId(_cursor(after, SUBMISSION_ID))
    known = (await services.rejudger.known(known_id(rejudge_id))).id
    found = await services.rejudger.rejudges.changes(known, after=cursor, limit=limit + 1)
    return answer(change_page(found, limit=limit))


@router.post(
    "/rejudges/{id}/apply",
    response_model=RejudgeDetail,
    responses={
        **answers(200, RejudgeDetail, REJUDGE_EXAMPLE, "It is being applied, or was."),
        **errors(400, 404, 409, 415),
    },
    openapi_extra=body_example({"force": False}),
)
async def apply_rejudge(services: Given, rejudge_id: IdInPath, body: Application) -> Response:
    """Have the submissions take over their new verdicts, once all are judged."""
    return answer(rejudge_detail(await services.rejudger.apply(known_id(rejudge_id), force=body.force)))


@router.post(
    "/rejudges/{id}/drop",
    response_model=RejudgeDetail,
    responses={
        **answers(200, RejudgeDetail, REJUDGE_EXAMPLE, "It is being dropped, or was."),
        **errors(404, 409),
    },
)
async def drop_rejudge(services: Given, rejudge_id: IdInPath) -> Response:
    """Forget what was found out; also while it is being judged."""
    return answer(rejudge_detail(await services.rejudger.drop(known_id(rejudge_id))))


@router.post(
    "/rejudges/{id}/retry",
    response_model=RejudgeDetail,
    responses={
        **answers(200, RejudgeDetail, REJUDGE_EXAMPLE, "They are judged once more."),
        **errors(404, 409),
    },
)
async def retry_rejudge(services: Given, rejudge_id: IdInPath) -> Response:
    """Judge once more what ended as a judge error."""
    return answer(rejudge_detail(await services.rejudger.retry(known_id(rejudge_id))))


def known_id(text: str) -> RejudgeId:
    """Take a path's text as an id, before the database has to.

    Raises:
        NotFoundError: it can't be one.
    """
    if not ID.fullmatch(text):
        raise NotFoundError(f"rejudge {text[:64]} is unknown", code="unknown_rejudge")
    return RejudgeId(text)


def _cursor(text: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(text):
        detail = "after is no cursor; give it the `next` of the page before"
        raise Refusal(422, "invalid_request", detail, errors=[{"detail": detail, "parameter": "after"}])
    return text
