"""Our errors as HTTP answers: problem details, RFC 9457.

Every error has a `code` for programs, a `detail` for people that names the thing and the limit, and
as `instance` the request's id, under which the log knows it.
"""

import json
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from judgebox.domain.errors import (
    ClosedError,
    ConflictError,
    LaterError,
    NotFoundError,
    QueueError,
    RequestError,
    StoreError,
)

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
"""About as long as a database or a queue takes to come back from a restart."""
ERRORS_SHOWN = 20
"""Enough to repair a request; a hostile body must not get a larger answer than itself."""

TITLES: Mapping[str, str] = {
    "bad_request": "The request can't be understood",
    "batch_final": "The batch is finished already",
    "batch_too_large": "The batch has too many submissions",
    "body_too_large": "The body is too large",
    "body_too_slow": "The body did not arrive in time",
    "empty_selection": "Nothing is said of which submissions are meant",
    "empty_source": "The source is empty",
    "idempotency_conflict": "The idempotency key was used for another request",
    "input_too_large": "The input is too large",
    "intake_closed": "Nothing is taken in now",
    "internal_error": "Something of ours failed",
    "invalid_json": "The body is not valid JSON",
    "invalid_request": "The request is not valid",
    "invalid_text": "A text has characters that can't be judged",
    "invalid_utf8": "The body is not valid UTF-8",
    "language_not_allowed": "The problem does not take this language",
    "language_unavailable": "The language is not installed here",
    "method_not_allowed": "The method is not allowed here",
    "missing_problem": "The problem is missing",
    "name_too_large": "The name of an item is too long",
    "not_before_too_late": "The submission is to be judged too late",
    "not_a_judge_error": "The submission did not end as a judge error",
    "not_found": "There is nothing here",
    "nothing_to_rejudge": "There is nothing to judge again",
    "problem_id_too_large": "The name of the problem is too long",
    "queue_away": "The queue is away",
    "rejudge_decided": "The rejudge is applied or dropped already",
    "rejudge_has_faults": "The rejudge has judge errors",
    "rejudge_not_ready": "The rejudge is not all judged yet",
    "source_too_large": "The source is too large",
    "store_away": "The database is away",
    "submission_final": "The submission is judged or cancelled already",
    "too_many_unfinished": "Too many submissions are unfinished",
    "unexpected_input": "An input is only taken with scope input",
    "unknown_batch": "The batch is unknown",
    "unknown_language": "The language is unknown",
    "unknown_problem": "The problem is unknown",
    "unknown_rejudge": "The rejudge is unknown",
    "unknown_submission": "The submission is unknown",
    "unsupported_media_type": "The media type is not supported",
    "user_id_too_large": "The name of the user is too long",
}
"""What each code means; a code that is not here gets its status' usual phrase as title."""

BATCH_FIELDS: Mapping[str, str] = {"/submissions/batch": "submissions", "/batches": "items"}
"""Where many things come at once, by the end of the path: the field that holds them."""

CODES_OF_STATUS: Mapping[int, str] = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}

API_NAMES: Mapping[str, str] = {"problem_id": "problem"}
CLASSIC_NAMES: Mapping[str, str] = {"problem_id": "problemId", "user_id": "userId", "source": "code"}
"""What the parts of a request are called outside, where it is another name than inside."""


class Refusal(HTTPException):
    """An answer that is an error, found before any use case was asked.

    Attributes:
        code: a key of `TITLES`.
        errors: what exactly is wrong: objects with `detail` and a JSON `pointer` or a `parameter`.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.code = code
        self.errors = errors


def problem_response(refusal: Refusal, *, request_id: str) -> Response:
    """Write an error as problem+json."""
    content: dict[str, Any] = {
        "type": f"/docs#error-{refusal.code}",
        "title": TITLES.get(refusal.code) or HTTPStatus(refusal.status_code).phrase,
        "status": refusal.status_code,
        "detail": refusal.detail,
        "instance": f"urn:judgebox:request:{request_id}",
        "code": refusal.code,
    }
    if refusal.errors:
        content["errors"] = list(refusal.errors)
    body = json.dumps(content, ensure_ascii=False).encode(errors="replace")  # a detail may quote a lone surrogate
    return Response(body, refusal.status_code, refusal.headers, media_type=PROBLEM_TYPE)


def request_id_of(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", "unknown"))


def refusal_of_request_error(error: RequestError, *, classic: bool, batch: str | None = None) -> Refusal:
    """Find the status of a caller's error, and the place in the body that is at fault.

    Args:
        batch: the field of the body that holds the many things that were asked for.
    """
    if isinstance(error, LaterError):
        status = 503 if isinstance(error, ClosedError) else 429
        retry_after = str(max(math.ceil(error.retry_after.total_seconds()), 1))
        return Refusal(status, error.code, str(error), headers={"Retry-After": retry_after})
    status = 404 if isinstance(error, NotFoundError) else 409 if isinstance(error, ConflictError) else 422
    code = error.code
    if status == 409 and code == "invalid_request":
        code = "idempotency_conflict"
    errors = []
    if error.field is not None:
        names = CLASSIC_NAMES if classic else API_NAMES
        place = f"{batch}/{error.index}/" if batch and error.index is not None else ""
        errors.append({"detail": str(error), "pointer": f"#/{place}{names.get(error.field, error.field)}"})
    return Refusal(status, code, str(error), errors=errors)


def refusal_of_validation(found: Sequence[Any]) -> Refusal:
    """Sum up what pydantic found. The values are not repeated: they may be long, or secret."""
    errors = [error_of_location(error["loc"], error["msg"]) for error in found[:ERRORS_SHOWN]]
    first = errors[0]
    place = first.get("parameter") or first.get("pointer", "#").removeprefix("#/").replace("#", "the body")
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return Refusal(422, "invalid_request", f"{place}: {first['detail']}{more}", errors=errors)


def error_of_location(location: Sequence[int | str], message: str) -> dict[str, str]:
    """Name a place: in the body by JSON pointer (RFC 6901), elsewhere by the parameter's name."""
    source, *path = [str(part)[:100] for part in location]
    if source == "body":
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in ("#", *path))
        return {"detail": message, "pointer": pointer}
    return {"detail": message, "parameter": path[0] if path else source}


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error that a route lets out. Unforeseen ones are the outermost middleware's."""

    async def on_request_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestError)
        path = request.url.path
        batch = next((name for end, name in BATCH_FIELDS.items() if path.endswith(end)), None)
        refusal = refusal_of_request_error(error, classic=not path.startswith("/api/"), batch=batch)
        return problem_response(refusal, request_id=request_id_of(request))

    async def on_validation_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem_response(refusal_of_validation(error.errors()), request_id=request_id_of(request))

    async def on_http_exception(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if not isinstance(error, Refusal):
            code = CODES_OF_STATUS.get(error.status_code, "bad_request")
            detail = f"{request.method} {request.url.path[:200]}: {error.detail}"
            error = Refusal(error.status_code, code, detail, headers=error.headers)
        return problem_response(error, request_id=request_id_of(request))

    def on_absence(code: str, what: str) -> Any:
        async def answer(request: Request, error: Exception) -> Response:
            refusal = Refusal(
                503,
                code,
                f"the {what} can't be reached, try again",
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
            return problem_response(refusal, request_id=request_id_of(request))

        return answer

    app.add_exception_handler(RequestError, on_request_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(StoreError, on_absence("store_away", "database"))
    app.add_exception_handler(QueueError, on_absence("queue_away", "queue"))
