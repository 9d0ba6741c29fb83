"""Slots: room for runs in a worker, and the quiet in which a run can be measured.

How it works: whoever holds a slot may have one run at a time, and enters the gate for each. Most runs
pass it together; one that is to be alone waits until no other goes on, and while it goes on none
begins. They are let in as they came, so that neither kind keeps the other out. A run never waits for a
run of which the end waits for it, and nobody waits for longer than `LONGEST_WAIT`: then it begins
anyway, and one that was to be alone is told that it is not.
"""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import anyio

LONGEST_WAIT = timedelta(seconds=10)
"""A run waits this long at most for the sake of another: most runs are over by then, and a hostile program that
is measured must not hold up a worker for as long as it likes."""


class WorkerSlots:
    """Counts free slots. A waiting submission goes before a second slot of a running one."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = count
        self._wanted = 0
        self._freed = anyio.Event()
        self._gate = _Gate()

    @property
    def free(self) -> int:
        return self._free

    @property
    def is_wanted(self) -> bool:
        return self._wanted > 0

    def try_acquire(self) -> bool:
        if self._free == 0 or self._wanted:
            return False
        self._free -= 1
        return True

    async def acquire(self) -> None:
        """Wait for a slot and take it."""
        self._wanted += 1
        try:
            await self.wait_free()
            self._free -= 1
        finally:
            self._wanted -= 1

    async def wait_free(self) -> None:
        """Wait until there is a free slot, without taking it."""
        while self._free == 0:
            await self._freed.wait()

    def release(self) -> None:
        self._free += 1
        self._freed.set()
        self._freed = anyio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        await self._gate.enter(alone=False)
        try:
            yield
        finally:
            self._gate.leave(alone=False)

    @asynccontextmanager
    async def running_alone(self) -> AsyncIterator[bool]:
        is_alone = await self._gate.enter(alone=True)
        try:
            yield is_alone
        finally:
            self._gate.leave(alone=True)


class _Gate:
    """Lets runs in, in the order in which they came."""

    def __init__(self) -> None:
        self._inside = 0
        self._alone_inside = 0
        self._waiting: deque[object] = deque()
        self._changed = anyio.Event()

    async def enter(self, *, alone: bool) -> bool:
        """Wait for the turn and go in; return whether nobody else is inside. Cancelled, it has not gone in."""
        if self._waiting or not self._has_room(alone=alone):
            await self._wait_for_turn(alone=alone)
        is_alone = self._inside == 0
        self._inside += 1
        self._alone_inside += alone
        return is_alone

    async def _wait_for_turn(self, *, alone: bool) -> None:
        place = object()
        self._waiting.append(place)
        try:
            with anyio.move_on_after(LONGEST_WAIT.total_seconds()):
                while not (self._waiting[0] is place and self._has_room(alone=alone)):
                    await self._changed.wait()
        finally:
            self._waiting.remove(place)
            self._tell()  # whoever looks next does so after us, for nothing is awaited before we are inside

    def leave(self, *, alone: bool) -> None:
        self._inside -= 1
        self._alone_inside -= alone
        self._tell()

    def _has_room(self, *, alone: bool) -> bool:
        return self._inside == 0 if alone else self._alone_inside == 0

    def _tell(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()
