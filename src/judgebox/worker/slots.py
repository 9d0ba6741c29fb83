"""Slots: room for runs in a worker."""

import anyio


class WorkerSlots:
    """Counts free slots. A waiting submission goes before a second slot of a running one."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = count
        self._wanted = 0
        self._freed = anyio.Event()

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
