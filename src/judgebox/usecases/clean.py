"""Clean: remove what nobody needs any more, some rows at a time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from judgebox.ports import Clock, Leftovers, Workers

KEEP_KEYS = timedelta(hours=24)
KEEP_WORKERS = timedelta(days=1)
KEEP_ATTEMPTS = timedelta(days=90)
KEEP_EVENTS = timedelta(days=7)
"""The reconciler tells events within seconds; what is so old belongs to a queue that was away for a week."""

REMOVED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaner:
    """Removes what is old."""

    leftovers: Leftovers
    workers: Workers
    clock: Clock

    async def clean(self) -> str:
        """Remove all that is old; say in words how much it was."""
        now = self.clock.now()
        old = self.leftovers
        keys = await _all(
            lambda limit: old.forget_keys(before=now - KEEP_KEYS, now=now, limit=limit),
        )
        attempts = await _all(lambda limit: old.forget_attempts(before=now - KEEP_ATTEMPTS, limit=limit))
        events = await _all(lambda limit: old.forget_events(before=now - KEEP_EVENTS, limit=limit))
        workers = await self.workers.forget(before=now - KEEP_WORKERS)
        return f"removed {keys} idempotency keys, {attempts} attempts, {events} events, {workers} workers"


async def _all(forget: Callable[[int], Awaitable[int]]) -> int:
    total = 0
    while removed := await forget(REMOVED_AT_ONCE):
        total += removed
    return total
