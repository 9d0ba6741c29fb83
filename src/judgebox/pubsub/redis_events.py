"""Events in Redis: a stream keeps each submission's history, channels tell what happens now.

How it works: one script appends an event to the stream and publishes it. The id in the stream is made of
the event's position, so Redis itself refuses what is not above the newest: what was told before, and what
comes late from an attempt that was taken over. So history and channel have the same events in the same order,
and positions hold also after Redis came back empty. A listener first has its channel subscribed and only then
reads the history; of what it gets on the channel it drops what it has had already. Whenever the connection was
away, or the listener slower than its buffer is long, the history after the last event is read again. So nothing
is missing or double, unless Redis itself lost it.

Each process has one connection for all its listeners; see `hub.py`.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractContextManager, aclosing, asynccontextmanager
from datetime import timedelta
from typing import cast

import anyio
import msgspec
import structlog
from anyio.streams.memory import MemoryObjectReceiveStream

from judgebox.domain.errors import RequestError
from judgebox.domain.events import Event, EventKind, Position, parse_position
from judgebox.domain.submission import SubmissionId
from judgebox.domain.verdict import Verdict
from judgebox.ports import Heard, Resync
from judgebox.pubsub.hub import Hub
from judgebox.redis_clients import make_client, queue_errors

log = structlog.get_logger()

HISTORY_KEPT = timedelta(hours=1)
HISTORY_LENGTH = 10_000
HISTORY_AT_ONCE = 500

CLASSIC_CHANNEL = "problem_done"

PUBLISH_SCRIPT = """
local history, event = KEYS[1], ARGV[1]
local added = redis.pcall('XADD', history, 'MAXLEN', '~', ARGV[3], ARGV[2], 'event', event)
if type(added) == 'table' and added.err then
  if string.find(added.err, 'equal or smaller') then
    return 0
  end
  return added
end
redis.call('PEXPIRE', history, ARGV[4])
for i = 5, #ARGV, 2 do
  redis.call('PUBLISH', ARGV[i], ARGV[i + 1] == '' and event or ARGV[i + 1])
end
return 1
"""
"""KEYS: the history. ARGV: the event, its id there, entries and milliseconds to keep, then channels, each with its own
message or the empty string, which stands for the event. Returns 0 if the event is not above the newest one."""

SLOW = "slow"
RECONNECTED = "reconnected"

Messages = MemoryObjectReceiveStream[bytes | None]

_DECODER = msgspec.json.Decoder(Event)


class ProblemDone(msgspec.Struct, frozen=True, kw_only=True):
    """The message of the classic channel."""

    problem_id: str | None = msgspec.field(name="problemId")
    submission_id: str = msgspec.field(name="submissionId")
    user_id: str | None = msgspec.field(name="userId")
    status: Verdict


@asynccontextmanager
async def open_events(url: str) -> AsyncIterator["RedisEvents"]:
    """Have events for as long as the context lasts. A process that only publishes opens no channel.

    Raises:
        QueueError: the URL is wrong. A Redis that is away shows when it is used.
    """
    hub = Hub(url)
    events = RedisEvents(url, hub)
    failure: Exception | None = None
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(hub.run, name="events hub")
            try:
                yield events
            except Exception as error:  # raised again below, without the group around it
                failure = error
            tasks.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await events.close()
            await hub.close()
    if failure is not None:
        raise failure


class RedisEvents:
    """Made by `open_events`."""

    def __init__(self, url: str, hub: Hub) -> None:
        self._url = url
        self._hub = hub
        self._client = make_client(url)
        self._publish = self._client.register_script(PUBLISH_SCRIPT)

    async def publish(self, event: Event) -> None:
        channels = [submission_channel(event.submission_id), ""]
        if event.user_id is not None:
            channels += [user_channel(event.user_id), ""]
        if event.kind is EventKind.FINISHED:
            channels += [CLASSIC_CHANNEL, msgspec.json.encode(_problem_done(event)).decode()]
        with self._errors():
            await self._publish(
                keys=[history_key(event.submission_id)],
                args=[
                    msgspec.json.encode(event),
                    stream_id(event.position),
                    HISTORY_LENGTH,
                    round(HISTORY_KEPT.total_seconds() * 1000),
                    *channels,
                ],
            )

    @asynccontextmanager
    async def listen_to_submission(
        self, submission_id: SubmissionId, *, after: Position | None = None
    ) -> AsyncIterator[AsyncIterator[Heard]]:
        """Listen to one submission.

        Raises:
            QueueError: Redis is away.
        """
        async with self._hub.listen(submission_channel(submission_id)) as messages:
            async with aclosing(self._follow(submission_id, messages, after)) as heard:
                yield heard

    async def _follow(
        self, submission_id: SubmissionId, messages: Messages, last: Position | None
    ) -> AsyncGenerator[Heard, None]:
        async for event in self._history_then_live(submission_id, messages, last):
            last = event.position
            yield event
        while True:  # it was too slow for its buffer
            yield Resync(reason=SLOW)
            async with self._hub.listen(submission_channel(submission_id)) as again:
                async for event in self._history_then_live(submission_id, again, last):
                    last = event.position
                    yield event

    async def _history_then_live(
        self, submission_id: SubmissionId, messages: Messages, last: Position | None
    ) -> AsyncGenerator[Event, None]:
        async for event in self._history(submission_id, last):
            last = event.position
            yield event
        async for message in messages:
            if message is None:  # the connection was away
                async for event in self._history(submission_id, last):
                    last = event.position
                    yield event
                continue
            live = _event_of(message)
            if live is not None and (last is None or live.position > last):
                last = live.position
                yield live

    async def _history(self, submission_id: SubmissionId, last: Position | None) -> AsyncGenerator[Event, None]:
        start = "-" if last is None else f"({stream_id(last)}"
        while True:
            entries = await self._entries(submission_id, start, HISTORY_AT_ONCE)
            for _, event in entries:
                if event is not None:
                    yield event
            if len(entries) < HISTORY_AT_ONCE:
                return
            start = f"({entries[-1][0]}"

    async def history(self, submission_id: SubmissionId, *, after: Position, limit: int) -> Sequence[Event]:
        entries = await self._entries(submission_id, f"({stream_id(after)}", limit)
        return [event for _, event in entries if event is not None]

    async def _entries(self, submission_id: SubmissionId, start: str, limit: int) -> Sequence[tuple[str, Event | None]]:
        with self._errors():
            found = await self._client.xrange(history_key(submission_id), start, "+", limit)
        entries = cast(list[tuple[bytes, dict[bytes, bytes]]], found)
        return [(entry_id.decode(), _event_of(fields.get(b"event", b""))) for entry_id, fields in entries]

    @asynccontextmanager
    async def listen_to_user(self, user_id: str) -> AsyncIterator[AsyncIterator[Heard]]:
        """Listen to a user's submissions.

        Raises:
            QueueError: Redis is away.
        """
        async with self._hub.listen(user_channel(user_id)) as messages:
            async with aclosing(self._live(user_id, messages)) as heard:
                yield heard

    async def _live(self, user_id: str, messages: Messages) -> AsyncGenerator[Heard, None]:
        async for event in _heard_of(messages):
            yield event
        while True:  # it was too slow for its buffer
            yield Resync(reason=SLOW)
            async with self._hub.listen(user_channel(user_id)) as again:
                async for event in _heard_of(again):
                    yield event

    async def close(self) -> None:
        await self._client.aclose()

    def _errors(self) -> AbstractContextManager[None]:
        return queue_errors(self._url)


async def _heard_of(messages: Messages) -> AsyncGenerator[Heard, None]:
    async for message in messages:
        heard = Resync(reason=RECONNECTED) if message is None else _event_of(message)
        if heard is not None:
            yield heard


def history_key(submission_id: SubmissionId) -> str:
    return f"{{judgebox}}:history:{submission_id}"


def submission_channel(submission_id: SubmissionId) -> str:
    return f"{{judgebox}}:live:submission:{submission_id}"


def user_channel(user_id: str) -> str:
    return f"{{judgebox}}:live:user:{user_id}"


def stream_id(position: Position) -> str:
    """The id of an entry in a history: two numbers below 2^64, which Redis compares as positions are compared."""
    return f"{position.generation * 2**32 + position.attempt}-{position.sequence}"


def _problem_done(event: Event) -> ProblemDone:
    return ProblemDone(
        problem_id=event.problem_id,
        submission_id=event.submission_id,
        user_id=event.user_id,
        status=Verdict.CANCELLED if event.result is None else event.result.verdict,
    )


def _event_of(message: bytes) -> Event | None:
    """None for what is not an event: whoever can write into Redis can write anything."""
    try:
        event = _DECODER.decode(message)
        parse_position(str(event.position))
    except (msgspec.DecodeError, UnicodeDecodeError, RequestError) as error:
        log.warning("event_invalid", error=str(error))
        return None
    return event
