"""A submission's judging as server-sent events.

How it works: a client gets the history of its submission, then what happens, each event with its
position as id; after a broken connection a browser sends the last one as `Last-Event-ID` and goes
on from there, at this server or another one. The stream ends with `finished`. Where the history is gone
(the queue came back empty) that last event is made from the store, with the same position. A browser
reconnects when a stream ends, unless its page closes it at `finished`; who comes back with the id of the
end is told 204, "no more". One that takes events more slowly than they come hears `resync`: it should read
the submission, and goes on from the history.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated

import anyio
import structlog
from fastapi import APIRouter, Header, Response
from starlette.types import Receive, Scope, Send

from judgebox.api import examples
from judgebox.api.live import listening, next_heard
from judgebox.api.openapi import errors
from judgebox.api.schemas import EventMessage, ResyncMessage, event_message
from judgebox.api.services import Given, Services
from judgebox.api.v1.submissions import IdInPath, finished, known_id
from judgebox.domain.errors import RequestError, StoreError
from judgebox.domain.events import Event, EventKind, Position, event_of, parse_position
from judgebox.domain.submission import Submission
from judgebox.ports import Resync

log = structlog.get_logger()
router = APIRouter(tags=["submissions"])

QUIET_SECONDS = 5.0
"""After so long without an event the client gets a sign of life, and we a look into the store."""
HISTORY_SECONDS = 0.25
"""How long a history takes at most to arrive: if a finished submission's doesn't, it is gone."""
WRITE_WITHIN_SECONDS = 30.0
"""A client that takes nothing for so long is gone."""

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would else collect events until its buffer is full
}


@router.get(
    "/submissions/{id}/events",
    response_class=Response,
    responses={
        200: {
            "description": "The events, until `finished`. `event` is the kind, `id` the position: generation, attempt "
            "and number in it. `resync` says that you were too slow: read the submission; the events go on.",
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string"},
                    "example": "".join(
                        f"id: 1.1.{number}\nevent: {example['kind']}\n"
                        f"data: {EventMessage.model_validate(example).model_dump_json()}\n\n"
                        for number, example in enumerate((examples.EVENT, examples.FINISHED_EVENT), start=3)
                    ),
                }
            },
        },
        204: {"description": "Everything was told before `Last-Event-ID`."},
        **errors(404),
    },
)
async def stream_events(
    services: Given,
    submission_id: IdInPath,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", description="Resume after this id.")] = None,
) -> Response:
    """Follow a submission as it is judged."""
    submission = await finished(services, known_id(submission_id), 0)
    after = position_in(last_event_id)
    if submission.state.is_final and after is not None and after >= end_of(submission).position:
        return Response(status_code=204)
    return EventStream(services, submission, after)


class EventStream(Response):
    """Writes the events itself: a generator would be left hanging when its client goes away."""

    def __init__(self, services: Services, submission: Submission, after: Position | None) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self.services = services
        self.submission = submission
        self.after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def end_with_client() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            tasks.cancel_scope.cancel()

        async def write(text: str, more: bool = True) -> None:
            with anyio.fail_after(WRITE_WITHIN_SECONDS):
                await send({"type": "http.response.body", "body": text.encode(errors="replace"), "more_body": more})

        async def tell() -> None:
            try:
                await self._tell(write)
                await write("", more=False)
            except (OSError, TimeoutError):  # the client is gone
                pass
            except StoreError as error:  # too late for a 503: the client comes back with Last-Event-ID
                log.warning("event_stream_broken", submission_id=self.submission.id, error=str(error))
            tasks.cancel_scope.cancel()

        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(end_with_client)
            tasks.start_soon(tell)

    async def _tell(self, write: Callable[[str], Awaitable[None]]) -> None:
        submission = self.submission
        async with listening(self.services.events, submission.id, after=self.after) as stream:
            while True:
                was_final = submission.state.is_final
                heard = await next_heard(stream, within_seconds=HISTORY_SECONDS if was_final else QUIET_SECONDS)
                if heard is None:
                    submission = await self.services.store.submission(submission.id) or submission
                    if not submission.state.is_final:
                        await write(": still here\n\n")
                    elif was_final:
                        await write(server_sent(end_of(submission)))
                        return
                elif isinstance(heard, Resync):
                    await write(f"event: resync\ndata: {ResyncMessage(reason=heard.reason).model_dump_json()}\n\n")
                else:
                    await write(server_sent(heard))
                    if heard.kind is EventKind.FINISHED and heard.generation >= submission.generation:
                        return


def server_sent(event: Event) -> str:
    """Write an event in the format of WHATWG HTML, "Server-sent events". JSON has no line breaks."""
    return f"id: {event.position}\nevent: {event.kind}\ndata: {event_message(event).model_dump_json()}\n\n"


def end_of(submission: Submission) -> Event:
    return event_of(submission, EventKind.FINISHED, attempt=submission.attempt, result=submission.result)


def position_in(text: str | None) -> Position | None:
    """Read a position that a client sends; None for one that is not ours, which gets the whole history."""
    with suppress(RequestError):
        return None if text is None else parse_position(text)
    return None
