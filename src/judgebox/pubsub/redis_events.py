"""Events in Redis: a stream keeps each submission's history, channels tell what happens now.

How it works: one script appends an event to the stream and publishes it with the id that it got, so
history and channel have the same events in the same order. A listener first has its channel subscribed
and only then reads the history; of what it gets on the channel it drops what it has had already. Whenever
the connection was away, the history after the last event is read again. So nothing is missing or double,
unless Redis itself lost it.

Each process has one connection for all its listeners; see `hub.py`.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractContextManager, aclosing, asynccontextmanager
from datetime import timedelta
from typing import cast

import anyio
import msgspec
import structlog
from anyio.streams.memory import MemoryObjectReceiveStream

from judgebox.domain.errors import RequestError
from judgebox.domain.events import Event, EventKind
from judgebox.domain.submission import SubmissionId
from judgebox.domain.verdict import Verdict
from judgebox.ports import Told
from judgebox.pubsub.hub import Hub
from judgebox.redis_clients import make_client, queue_errors

log = structlog.get_logger()

HISTORY_KEPT = timedelta(hours=1)
HISTORY_LENGTH = 10_000
HISTORY_AT_ONCE = 500

CLASSIC_CHANNEL = "problem_done"

PUBLISH_SCRIPT = """
local history, event = KEYS[1], ARGV[1]
local id = redis.call('XADD', history, 'MAXLEN', '~', ARGV[2], '*', 'event', event)
redis.call('PEXPIRE', history, ARGV[3])
for i = 4, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('PUBLISH', ARGV[i], id .. ' ' .. event)
  else
    redis.call('PUBLISH', ARGV[i], ARGV[i + 1])
  end
end
return id
"""
"""KEYS: the history. ARGV: the event, entries and milliseconds to keep, then channels, each with its own
message or the empty string, which stands for the id and the event."""

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
                    HISTORY_LENGTH,
                    round(HISTORY_KEPT.total_seconds() * 1000),
                    *channels,
                ],
            )

    @asynccontextmanager
    async def listen_to_submission(
        self, submission_id: SubmissionId, *, after: str | None = None
    ) -> AsyncIterator[AsyncIterator[Told]]:
        """Listen to one submission; the iterator ends if whoever listens is too slow.

        Raises:
            RequestError: `after` is not a position.
            QueueError: Redis is away.
        """
        last = None if after is None else parse_position(after)
        async with self._hub.listen(submission_channel(submission_id)) as messages:
            async with aclosing(self._history_then_live(submission_id, messages, last)) as told:
                yield told

    async def _history_then_live(
        self,
        submission_id: SubmissionId,
        messages: MemoryObjectReceiveStream[bytes | None],
        last: tuple[int, int] | None,
    ) -> AsyncGenerator[Told, None]:
        async for told in self._history(submission_id, last):
            last = parse_position(told.position)
            yield told
        async for message in messages:
            if message is None:  # the connection was away
                async for told in self._history(submission_id, last):
                    last = parse_position(told.position)
                    yield told
                continue
            live = _told_of(message)
            if live is not None and (last is None or parse_position(live.position) > last):
                last = parse_position(live.position)
                yield live

    async def _history(self, submission_id: SubmissionId, last: tuple[int, int] | None) -> AsyncGenerator[Told, None]:
        while True:
            start = "-" if last is None else f"({last[0]}-{last[1]}"
            with self._errors():
                found = await self._client.xrange(history_key(submission_id), start, "+", HISTORY_AT_ONCE)
            entries = cast(list[tuple[bytes, dict[bytes, bytes]]], found)
            for position, fields in entries:
                last = parse_position(position.decode())
                told = _told(position, fields.get(b"event", b""))
                if told is not None:
                    yield told
            if len(entries) < HISTORY_AT_ONCE:
                return

    @asynccontextmanager
    async def listen_to_user(self, user_id: str) -> AsyncIterator[AsyncIterator[Told]]:
        """Listen to a user's submissions; the iterator ends if whoever listens is too slow.

        Raises:
            QueueError: Redis is away.
        """
        async with self._hub.listen(user_channel(user_id)) as messages:
            async with aclosing(_live(messages)) as told:
                yield told

    async def close(self) -> None:
        await self._client.aclose()

    def _errors(self) -> AbstractContextManager[None]:
        return queue_errors(self._url)


async def _live(messages: MemoryObjectReceiveStream[bytes | None]) -> AsyncGenerator[Told, None]:
    async for message in messages:
        told = None if message is None else _told_of(message)
        if told is not None:
            yield told


def history_key(submission_id: SubmissionId) -> str:
    return f"{{judgebox}}:events:{submission_id}"


def submission_channel(submission_id: SubmissionId) -> str:
    return f"{{judgebox}}:live:submission:{submission_id}"


def user_channel(user_id: str) -> str:
    return f"{{judgebox}}:live:user:{user_id}"


def parse_position(text: str) -> tuple[int, int]:
    """Read the id of a stream entry: milliseconds and a number, each below 2^64.

    Raises:
        RequestError: it is none.
    """
    found = re.fullmatch(r"([0-9]{1,20})-([0-9]{1,20})", text, re.ASCII)
    if found is not None:
        position = int(found[1]), int(found[2])
        if max(position) < 2**64:
            return position
    raise RequestError(f"{text[:64]!r} is not a position in a history of events", code="invalid_position")


def _problem_done(event: Event) -> ProblemDone:
    return ProblemDone(
        problem_id=event.problem_id,
        submission_id=event.submission_id,
        user_id=event.user_id,
        status=Verdict.CANCELLED if event.result is None else event.result.verdict,
    )


def _told_of(message: bytes) -> Told | None:
    position, _, event = message.partition(b" ")
    return _told(position, event)


def _told(position: bytes, event: bytes) -> Told | None:
    """None for what is not an event: whoever can write into Redis can write anything."""
    text = position.decode(errors="replace")
    try:
        parse_position(text)
        return Told(position=text, event=_DECODER.decode(event))
    except (msgspec.DecodeError, UnicodeDecodeError, RequestError) as error:
        log.warning("event_invalid", error=str(error))
        return None
