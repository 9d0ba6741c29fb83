"""Events in memory that keep the promises of the real ones."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio
from anyio.streams.memory import MemoryObjectSendStream

from judgebox.domain.errors import QueueError
from judgebox.domain.events import Event, EventKind, Position
from judgebox.domain.submission import SubmissionId
from judgebox.domain.verdict import Verdict
from judgebox.ports import Heard, Resync

MESSAGES_BUFFERED = 256


class _Listener:
    """One who listens, from when it is made; with a history, or to what happens alone."""

    def __init__(
        self, sinks: set[MemoryObjectSendStream[Event]], history: list[Event] | None, last: Position | None
    ) -> None:
        self._sinks = sinks
        self._history = history
        self._last = last
        self._open()

    def _open(self) -> None:
        self._sink, self._source = anyio.create_memory_object_stream[Event](MESSAGES_BUFFERED)
        self._sinks.add(self._sink)

    async def heard(self) -> AsyncIterator[Heard]:
        while True:
            for event in tuple(self._history or ()):
                if self._is_new(event):
                    yield event
            async for event in self._source:
                if self._is_new(event):
                    yield event
            self.close()
            self._open()
            yield Resync(reason="slow")

    def _is_new(self, event: Event) -> bool:
        if self._history is None:
            return True
        if self._last is not None and event.position <= self._last:
            return False
        self._last = event.position
        return True

    def close(self) -> None:
        self._sinks.discard(self._sink)
        self._sink.close()
        self._source.close()


class MemoryEvents:
    """The events of one process.

    Attributes:
        is_away: set it to make every call fail as if the channel were away.
        classic: what was told on the channel `problem_done`, as JSON.
    """

    def __init__(self) -> None:
        self._histories: dict[str, list[Event]] = defaultdict(list)
        self._told: list[Event] = []
        self._listeners: dict[tuple[str, str], set[MemoryObjectSendStream[Event]]] = defaultdict(set)
        self.is_away = False
        self.classic: list[str] = []

    @property
    def told(self) -> list[Event]:
        """All events so far, in the order in which they were told."""
        return list(self._told)

    async def publish(self, event: Event) -> None:
        self._check()
        history = self._histories[event.submission_id]
        if history and event.position <= history[-1].position:
            return
        history.append(event)
        self._told.append(event)
        self._deliver(("submission", event.submission_id), event)
        if event.user_id is not None:
            self._deliver(("user", event.user_id), event)
        if event.kind is EventKind.FINISHED:
            self.classic.append(_problem_done(event))

    def _deliver(self, channel: tuple[str, str], event: Event) -> None:
        for sink in tuple(self._listeners[channel]):
            try:
                sink.send_nowait(event)
            except anyio.WouldBlock:  # too slow: it begins anew, and is told so
                self._listeners[channel].discard(sink)
                sink.close()

    @asynccontextmanager
    async def listen_to_submission(
        self, submission_id: SubmissionId, *, after: Position | None = None
    ) -> AsyncIterator[AsyncIterator[Heard]]:
        self._check()
        listener = _Listener(self._listeners[("submission", submission_id)], self._histories[submission_id], after)
        try:
            yield listener.heard()
        finally:
            listener.close()

    @asynccontextmanager
    async def listen_to_user(self, user_id: str) -> AsyncIterator[AsyncIterator[Heard]]:
        self._check()
        listener = _Listener(self._listeners[("user", user_id)], None, None)
        try:
            yield listener.heard()
        finally:
            listener.close()

    async def history(self, submission_id: SubmissionId, *, after: Position, limit: int) -> Sequence[Event]:
        self._check()
        return [event for event in self._histories[submission_id] if event.position > after][:limit]

    async def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.is_away:
            raise QueueError("the channel is away")


def _problem_done(event: Event) -> str:
    verdict = Verdict.CANCELLED if event.result is None else event.result.verdict
    fields = {
        "problemId": event.problem_id,
        "submissionId": event.submission_id,
        "userId": event.user_id,
        "status": verdict.value,
    }
    return json.dumps(fields, separators=(",", ":"))
