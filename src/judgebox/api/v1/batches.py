"""Batches: thousands of programs in one request, their results in the order in which they come.

How it works: results are numbered by the database in the order of their commits, so a reader needs no state here:
it says which number it has seen last, and gets what came after. A stream that follows does just that, page by page,
until the batch is finished; it holds one page in memory however far its client is behind.
"""

import hashlib
import json
import re
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Path, Query, Request, Response

from judgebox.api.answer import answer
from judgebox.api.batch_body import NDJSON, parse_batch
from judgebox.api.batch_schemas import (
    BATCH_EXAMPLE,
    BATCH_ID,
    BATCH_SCHEMA,
    NEW_BATCH_EXAMPLE,
    RESULT_EXAMPLE,
    BatchDetail,
    batch_detail,
    result_line,
)
from judgebox.api.errors import Refusal
from judgebox.api.json_body import is_json
from judgebox.api.openapi import answers, errors
from judgebox.api.services import Given, Services
from judgebox.api.streaming import Streamed, Write
from judgebox.api.v1.submissions import IdempotencyKey, Wait
from judgebox.domain.batch import BEFORE_ALL, Batch, BatchCursor, parse_cursor
from judgebox.domain.errors import NotFoundError
from judgebox.domain.submission import BatchId
from judgebox.ports import Once
from judgebox.usecases.batch import cancel_batch, known_batch, submit_batch

router = APIRouter(tags=["batches"])

LOOK_EVERY_SECONDS = 0.5
PAGE = 500

ID = re.compile(r"bat_[0-9A-Za-z]{1,60}")

IdInPath = Annotated[str, Path(alias="id", examples=[BATCH_ID], description="Id of a batch.")]

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": BATCH_SCHEMA, "example": json.dumps(NEW_BATCH_EXAMPLE)},
            NDJSON: {
                "schema": {"type": "string"},
                "example": '{"defaults": {"problem": "a-plus-b", "language": "python"}}\n{"source": "print(3)"}\n',
            },
        },
    }
}


@router.post(
    "/batches",
    status_code=201,
    response_model=BatchDetail,
    responses={
        **answers(201, BatchDetail, BATCH_EXAMPLE, "All of it is stored."),
        **errors(400, 404, 409, 413, 415, 429),
    },
    openapi_extra=BODY,
)
async def create_batch(services: Given, request: Request, idempotency_key: IdempotencyKey = None) -> Response:
    """Send up to 10,000 programs at once, to be judged when nobody waits at a screen.

    All are stored, or none. Items that are the same in problem, language, source and input are judged once. As JSON,
    or as NDJSON: an item a line, where the first line may hold `user_id` and `defaults` for all of them.
    """
    content_type = request.headers.get("content-type", "")
    is_lines = content_type.partition(";")[0].strip().lower() == NDJSON
    if not (is_lines or is_json(content_type)):
        detail = f"the body must be JSON or NDJSON: send it with Content-Type: application/json or {NDJSON}"
        raise Refusal(415, "unsupported_media_type", detail)
    body = await request.body()
    new = await anyio.to_thread.run_sync(_parsed, body, is_lines, services.bulk_limit)
    once = None
    if idempotency_key is not None:
        once = Once(key=idempotency_key, fingerprint=hashlib.sha256(b"batches " + body).hexdigest())
    batch = await submit_batch(
        new.items, submitter=services.submitter, batches=services.batches, user_id=new.user_id, once=once
    )
    location = {"Location": f"/api/v1/batches/{batch.id}"}
    return answer(await _detail(services, batch), status=201, headers=location)


def _parsed(body: bytes, is_lines: bool, limit: int) -> Any:
    return parse_batch(body, is_lines=is_lines, limit=limit)


@router.get(
    "/batches/{id}",
    response_model=BatchDetail,
    responses={**answers(200, BatchDetail, BATCH_EXAMPLE, "The batch."), **errors(404)},
)
async def read_batch(services: Given, batch_id: IdInPath, wait: Wait = 0) -> Response:
    """Read how far a batch is, or wait for its end."""
    known = _known_id(batch_id)
    until = anyio.current_time() + min(wait, services.wait_limit.total_seconds())
    batch = await known_batch(known, batches=services.batches)
    while not batch.is_final and (left := until - anyio.current_time()) > 0:
        await anyio.sleep(min(left, LOOK_EVERY_SECONDS))
        batch = await known_batch(known, batches=services.batches)
    return answer(await _detail(services, batch))


@router.post(
    "/batches/{id}/cancel",
    response_model=BatchDetail,
    responses={**answers(200, BatchDetail, BATCH_EXAMPLE, "What was not final is cancelled."), **errors(404, 409)},
)
async def cancel(services: Given, batch_id: IdInPath) -> Response:
    """Cancel what has no verdict yet."""
    batch = await cancel_batch(_known_id(batch_id), batches=services.batches, clock=services.clock)
    return answer(await _detail(services, batch))


@router.get(
    "/batches/{id}/results",
    response_class=Response,
    responses={
        200: {
            "description": "A line for each item, in the order in which they became final. Whoever is cut off asks "
            "again with the `cursor` of the last whole line as `after`, and gets what follows it.",
            "content": {NDJSON: {"schema": {"type": "string"}, "example": RESULT_EXAMPLE}},
        },
        **errors(404),
    },
)
async def read_results(
    services: Given,
    batch_id: IdInPath,
    after: Annotated[str | None, Query(max_length=64, description="The last `cursor` that you have seen.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many lines at most, without `follow`.")] = 1000,
    follow: Annotated[bool, Query(description="Stay until the batch is finished.")] = False,
) -> Response:
    """Read results as NDJSON, from where you were."""
    cursor = BEFORE_ALL if after is None else _cursor(after)
    batch = await known_batch(_known_id(batch_id), batches=services.batches)
    if follow:
        return ResultStream(services, batch.id, cursor)
    found = await services.batches.results(batch.id, after=cursor, limit=limit)
    return Response(b"".join(map(result_line, found)), media_type=NDJSON)


class ResultStream(Streamed):
    """The results of a batch, until it is finished."""

    def __init__(self, services: Services, batch_id: BatchId, after: BatchCursor) -> None:
        super().__init__(media_type=NDJSON, name=batch_id)
        self.services = services
        self.batch_id = batch_id
        self.after = after

    async def tell(self, write: Write) -> None:
        after = self.after
        while True:
            with anyio.CancelScope(shield=True):  # a client that goes away would else cost the connection each time
                batch = await known_batch(self.batch_id, batches=self.services.batches)  # first: the results follow it
                found = await self.services.batches.results(self.batch_id, after=after, limit=PAGE)
            if found:
                await write(b"".join(map(result_line, found)))
                after = found[-1].cursor
            elif batch.is_final:
                return
            else:
                await anyio.sleep(LOOK_EVERY_SECONDS)


def _cursor(text: str) -> BatchCursor:
    """Read where a reader was.

    Raises:
        Refusal: it is no cursor.
    """
    cursor = parse_cursor(text)
    if cursor is None:
        detail = "after is no cursor; give it the `cursor` of the last line that you have"
        raise Refusal(422, "invalid_request", detail, errors=[{"detail": detail, "parameter": "after"}])
    return cursor


def _known_id(text: str) -> BatchId:
    """Take a path's text as an id, before the database has to.

    Raises:
        NotFoundError: it can't be one.
    """
    if not ID.fullmatch(text):
        raise NotFoundError(f"batch {text[:64]} is unknown", code="unknown_batch")
    return BatchId(text)


async def _detail(services: Services, batch: Batch) -> BatchDetail:
    return batch_detail(batch, await services.batches.verdicts(batch.id))
