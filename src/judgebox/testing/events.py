"""Events in memory that keep the promises of the real ones."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio.streams.memory import MemoryObjectSendStream

from judgebox.domain.errors import QueueError, RequestError
from judgebox.domain.events import Event, EventKind
from judgebox.domain.submission import SubmissionId
from judgebox.domain.verdict import Verdict
from judgebox.ports import Told

MESSAGES_BUFFERED = 256


class MemoryEvents:
    """The events of one process.

    Attributes:
        is_away: set it to make every call fail as if the channel were away.
        classic: what was told on the channel `problem_done`, as JSON.
    """

    def __init__(self) -> None:
        self._histories: dict[str, list[Told]] = defaultdict(list)
        self._listeners: dict[tuple[str, str], set[MemoryObjectSendStream[Told]]] = defaultdict(set)
        self._count = 0
        self.is_away = False
        self.classic: list[str] = []

    @property
    def told(self) -> list[Event]:
        """All events so far, in their order."""
        everything = [told for history in self._histories.values() for told in history]
        return [told.event for told in sorted(everything, key=lambda told: _parse(told.position))]

    async def publish(self, event: Event) -> None:
        self._check()
        self._count += 1
        told = Told(position=f"{self._count}-0", event=event)
        self._histories[event.submission_id].append(told)
        self._deliver(("submission", event.submission_id), told)
        if event.user_id is not None:
            self._deliver(("user", event.user_id), told)
        if event.kind is EventKind.FINISHED:
            self.classic.append(_problem_done(event))

    def _deliver(self, channel: tuple[str, str], told: Told) -> None:
        for sink in tuple(self._listeners[channel]):
            try:
                sink.send_nowait(told)
            except anyio.WouldBlock:  # too slow: its iterator ends
                self._listeners[channel].discard(sink)
                sink.close()

    @asynccontextmanager
    async def listen_to_submission(
        self, submission_id: SubmissionId, *, after: str | None = None
    ) -> AsyncIterator[AsyncIterator[Told]]:
        last = (0, 0) if after is None else _parse(after)
        history = [told for told in self._histories[submission_id] if _parse(told.position) > last]
        async with self._listening(("submission", submission_id), history) as told:
            yield told

    @asynccontextmanager
    async def listen_to_user(self, user_id: str) -> AsyncIterator[AsyncIterator[Told]]:
        async with self._listening(("user", user_id), []) as told:
            yield told

    @asynccontextmanager
    async def _listening(self, channel: tuple[str, str], history: list[Told]) -> AsyncIterator[AsyncIterator[Told]]:
        self._check()
        sink, source = anyio.create_memory_object_stream[Told](MESSAGES_BUFFERED)
        self._listeners[channel].add(sink)

        async def history_then_live() -> AsyncIterator[Told]:
            for told in history:
                yield told
            async for told in source:
                yield told

        try:
            yield history_then_live()
        finally:
            self._listeners[channel].discard(sink)
            sink.close()
            source.close()

    async def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.is_away:
            raise QueueError("the channel is away")


def _parse(position: str) -> tuple[int, int]:
    first, _, second = position.partition("-")
    if not (first.isascii() and first.isdigit() and second.isascii() and second.isdigit()):
        raise RequestError(f"{position[:64]!r} is not a position in a history of events", code="invalid_position")
    return int(first), int(second)


def _problem_done(event: Event) -> str:
    verdict = Verdict.CANCELLED if event.result is None else event.result.verdict
    fields = {
        "problemId": event.problem_id,
        "submissionId": event.submission_id,
        "userId": event.user_id,
        "status": verdict.value,
    }
    return json.dumps(fields, separators=(",", ":"))
