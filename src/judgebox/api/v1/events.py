"""A submission's judging as server-sent events.

How it works: a client gets the history of its submission, then what happens, each event with its
position as id; after a broken connection a browser sends the last one as `Last-Event-ID` and goes
on from there, at this server or another one. The stream ends with `finished`. Where the history is gone
(the queue came back empty) that last event is made from the store, with the same position. A browser
reconnects when a stream ends, unless its page closes it at `finished`; who comes back with the id of the
end is told 204, "no more". One that takes events more slowly than they come hears `resync`: it should read
the submission, and goes on from the history.
"""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Header, Response

from judgebox.api import examples
from judgebox.api.live import listening, next_heard
from judgebox.api.openapi import errors
from judgebox.api.schemas import EventMessage, ResyncMessage, event_message
from judgebox.api.services import Given, Services
from judgebox.api.streaming import Streamed, Write
from judgebox.api.v1.submissions import IdInPath, finished, known_id
from judgebox.domain.errors import RequestError
from judgebox.domain.events import Event, EventKind, Position, event_of, parse_position
from judgebox.domain.submission import Submission
from judgebox.ports import Resync

router = APIRouter(tags=["submissions"])

QUIET_SECONDS = 5.0
"""After so long without an event the client gets a sign of life, and we a look into the store."""
HISTORY_SECONDS = 0.25
"""How long a history takes at most to arrive: if a finished submission's doesn't, it is gone."""


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


class EventStream(Streamed):
    """The events of a submission, until it is finished."""

    def __init__(self, services: Services, submission: Submission, after: Position | None) -> None:
        super().__init__(media_type="text/event-stream", name=submission.id)
        self.services = services
        self.submission = submission
        self.after = after

    async def tell(self, write: Write) -> None:
        submission = self.submission
        async with listening(self.services.events, submission.id, after=self.after) as stream:
            while True:
                was_final = submission.state.is_final
                heard = await next_heard(stream, within_seconds=HISTORY_SECONDS if was_final else QUIET_SECONDS)
                if heard is None:
                    submission = await self.services.store.submission(submission.id) or submission
                    if not submission.state.is_final:
                        await write(b": still here\n\n")
                    elif was_final:
                        await write(server_sent(end_of(submission)))
                        return
                elif isinstance(heard, Resync):
                    await write(
                        b"event: resync\ndata: %b\n\n" % ResyncMessage(reason=heard.reason).model_dump_json().encode()
                    )
                else:
                    await write(server_sent(heard))
                    if heard.kind is EventKind.FINISHED and heard.generation >= submission.generation:
                        return


def server_sent(event: Event) -> bytes:
    """Write an event in the format of WHATWG HTML, "Server-sent events". JSON has no line breaks."""
    text = f"id: {event.position}\nevent: {event.kind}\ndata: {event_message(event).model_dump_json()}\n\n"
    return text.encode(errors="replace")


def end_of(submission: Submission) -> Event:
    return event_of(submission, EventKind.FINISHED, attempt=submission.attempt, result=submission.result)


def position_in(text: str | None) -> Position | None:
    """Read a position that a client sends; None for one that is not ours, which gets the whole history."""
    with suppress(RequestError):
        return None if text is None else parse_position(text)
    return None
