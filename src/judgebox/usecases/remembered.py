"""An answer that is costly, and that may be a little old."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Generic, TypeVar

import anyio

T = TypeVar("T")

SHARE = 50
"""An answer is kept for so many times what it took: asking takes a fiftieth of the time, however deep the backlog."""


class Remembered(Generic[T]):
    """Asks at most every `least`, and at most so often that it takes a small share of the time.

    While one caller asks anew, the others get the answer of before; the first ones wait for it.

    Attributes:
        timer: seconds that never go back; the event loop's own, unless a test has another.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[T]], *, least: timedelta, timer: Callable[[], float] = anyio.current_time
    ) -> None:
        self._ask = ask
        self._least_s = least.total_seconds()
        self._timer = timer
        self._turn = anyio.Lock()
        self._answers: list[T] = []
        self._until = 0.0

    async def get(self) -> T:
        """Return the answer, asking if the last one is too old; raises what asking raises."""
        if self._answers and (self._timer() < self._until or self._turn.locked()):
            return self._answers[0]
        async with self._turn:
            if not self._answers or self._timer() >= self._until:
                began = self._timer()
                self._answers = [await self._ask()]
                now = self._timer()
                self._until = now + max(self._least_s, SHARE * (now - began))
            return self._answers[0]
