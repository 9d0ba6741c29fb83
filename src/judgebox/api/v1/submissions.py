"""Submissions: create, read, list, cancel."""

import hashlib
import re
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.errors import Refusal
from judgebox.api.json_body import JsonRoute
from judgebox.api.live import wait_finished
from judgebox.api.openapi import answers, body_example, errors
from judgebox.api.schemas import (
    Batch,
    Name,
    NewBatch,
    NewSubmission,
    SubmissionDetail,
    SubmissionPage,
    submission_detail,
    submission_page,
)
from judgebox.api.services import Given, Services
from judgebox.domain.errors import NotFoundError
from judgebox.domain.submission import Scope, State, Submission, SubmissionId
from judgebox.domain.verdict import Verdict
from judgebox.ports import Once, SubmissionFilter
from judgebox.usecases.cancel import cancel as cancel_submission

router = APIRouter(tags=["submissions"], route_class=JsonRoute)

SUBMISSION_ID = re.compile(r"sub_[0-9A-Za-z]{1,60}")

IdInPath = Annotated[str, Path(alias="id", examples=[examples.SUBMISSION_ID], description="Id of a submission.")]
Wait = Annotated[
    float,
    Query(
        ge=0,
        allow_inf_nan=False,
        description="Seconds to wait for the verdict; the answer comes as soon as it is there. The server's own "
        "limit (60, unless the operator set another) holds for larger numbers.",
        examples=[10],
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Any unique text. A request that comes again with its key creates nothing and gets the first one's "
        "submission; another request under the same key is refused with 409.",
        examples=["3f1c9a52-0f5e-4f0e-9a55-6a7a7f1f3f6a"],
    ),
]
Cursor = Annotated[
    str | None,
    Query(description="Id of the last submission of the page before: `next` of that page.", max_length=64),
]


@router.post(
    "/submissions",
    status_code=201,
    response_model=SubmissionDetail,
    responses={
        **answers(
            201,
            SubmissionDetail,
            examples.SUBMISSION,
            "It is stored; with `wait` perhaps judged.",
        ),
        **errors(400, 404, 409, 413, 415, 429),
    },
    openapi_extra=body_example(examples.NEW_SUBMISSION),
)
async def create_submission(
    services: Given, body: NewSubmission, wait: Wait = 0, idempotency_key: IdempotencyKey = None
) -> Response:
    """Send a program.

    When the answer is there, the submission is stored and will be judged whatever breaks afterwards.
    """
    check_scope(body)
    once = once_of("submission", idempotency_key, body)
    submission = await services.submitter.submit(body.request(), once=once)
    submission = await finished(services, submission.id, wait) if wait else submission
    location = {"Location": f"/api/v1/submissions/{submission.id}"}
    return answer(submission_detail(submission), status=201, headers=location)


@router.post(
    "/submissions/batch",
    status_code=201,
    response_model=Batch,
    responses={
        **answers(201, Batch, examples.BATCH, "All are stored."),
        **errors(400, 404, 409, 413, 415, 429),
    },
    openapi_extra=body_example(examples.NEW_BATCH),
)
async def create_submissions(services: Given, body: NewBatch, idempotency_key: IdempotencyKey = None) -> Response:
    """Send many programs at once: all of them are stored, or none."""
    if len(body.submissions) > services.batch_limit:
        detail = f"the batch has {len(body.submissions)} submissions, the limit is {services.batch_limit}"
        place = {"detail": detail, "pointer": "#/submissions"}
        raise Refusal(422, "batch_too_large", detail, errors=[place])
    for index, each in enumerate(body.submissions):
        check_scope(each, pointer=f"#/submissions/{index}")
    once = once_of("batch", idempotency_key, body)
    submissions = await services.submitter.submit_many([each.request() for each in body.submissions], once=once)
    return answer(Batch(submissions=[submission_detail(each) for each in submissions]), status=201)


@router.get(
    "/submissions/{id}",
    response_model=SubmissionDetail,
    responses={**answers(200, SubmissionDetail, examples.SUBMISSION, "The submission."), **errors(404)},
)
async def read_submission(services: Given, submission_id: IdInPath, wait: Wait = 0) -> Response:
    """Read a submission, or wait for its verdict."""
    return answer(submission_detail(await finished(services, known_id(submission_id), wait)))


@router.get(
    "/submissions",
    response_model=SubmissionPage,
    responses={**answers(200, SubmissionPage, examples.SUBMISSION_PAGE, "A page."), **errors()},
)
async def list_submissions(
    services: Given,
    problem: Name | None = None,
    user: Name | None = None,
    state: State | None = None,
    verdict: Verdict | None = None,
    language: Name | None = None,
    batch: Name | None = None,
    after: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Response:
    """List submissions, newest first, without their cases."""
    if after is not None and not SUBMISSION_ID.fullmatch(after):
        detail = "after is no id of a submission; give it the `next` of the page before"
        raise Refusal(422, "invalid_request", detail, errors=[{"detail": detail, "parameter": "after"}])
    which = SubmissionFilter(
        problem_id=problem,
        user_id=user,
        state=state,
        verdict=verdict,
        language=language and (services.catalog.find(language) or language),
        batch_id=batch,
    )
    before = None if after is None else SubmissionId(after)
    found = await services.store.submissions(which, before=before, limit=limit + 1)
    return answer(submission_page(found, limit=limit))


@router.post(
    "/submissions/{id}/cancel",
    response_model=SubmissionDetail,
    responses={**answers(200, SubmissionDetail, examples.CANCELLED_SUBMISSION, "It is cancelled."), **errors(404, 409)},
)
async def cancel(services: Given, submission_id: IdInPath) -> Response:
    """Cancel a submission that has no verdict yet."""
    cancelled = await cancel_submission(
        known_id(submission_id),
        store=services.store,
        dispatcher=services.dispatcher,
        events=services.events,
        clock=services.clock,
    )
    return answer(submission_detail(cancelled))


def known_id(text: str) -> SubmissionId:
    """Take a path's text as an id, before the database has to.

    Raises:
        NotFoundError: it can't be one.
    """
    if not SUBMISSION_ID.fullmatch(text):
        raise unknown_submission(text)
    return SubmissionId(text)


def unknown_submission(text: str) -> NotFoundError:
    return NotFoundError(f"submission {text[:64]} is unknown", code="unknown_submission")


async def finished(services: Services, submission_id: SubmissionId, wait_s: float) -> Submission:
    """Read a submission, after waiting for its verdict as long as asked for and allowed.

    Raises:
        NotFoundError: it is unknown.
    """
    limit = timedelta(seconds=min(wait_s, services.wait_limit.total_seconds()))
    submission = await wait_finished(submission_id, store=services.store, events=services.events, limit=limit)
    if submission is None:
        raise unknown_submission(submission_id)
    return submission


def check_scope(body: NewSubmission, *, pointer: str = "#") -> None:
    """Refuse an input that would be left unread.

    Raises:
        Refusal: 422.
    """
    if body.input is not None and body.scope is not Scope.INPUT:
        detail = f"input is only taken with scope 'input', not with '{body.scope}'"
        raise Refusal(422, "unexpected_input", detail, errors=[{"detail": detail, "pointer": f"{pointer}/input"}])


def once_of(kind: str, key: str | None, body: BaseModel) -> Once | None:
    """Name a request by its key, with a fingerprint of what it asks for."""
    if key is None:
        return None
    fingerprint = hashlib.sha256(f"{kind} {body.model_dump_json()}".encode()).hexdigest()
    return Once(key=key, fingerprint=fingerprint)
