"""Work that comes again and again, done by one process of the fleet; and what cleaning removes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from judgebox.domain.duty import DutyRecord


class Duties(Protocol):
    """Who does which duty, and when it is due. Every method raises `StoreError` when the database is away."""

    async def take(self, name: str, *, holder: str, now: datetime, held_until: datetime) -> datetime | None:
        """Hold a duty if it is due and nobody holds it; return when it was due. An unknown one is due at once."""
        ...

    async def extend(self, name: str, *, holder: str, held_until: datetime) -> bool:
        """Hold it for longer; False if another one holds it."""
        ...

    async def end(self, name: str, *, holder: str, at: datetime, due_at: datetime, outcome: str) -> bool:
        """Let go of what is done, and say when it is due again; False if another one holds it."""
        ...

    async def fail(self, name: str, *, holder: str, at: datetime, pause_until: datetime, outcome: str) -> bool:
        """Let go of what failed: it stays due, but nobody can take it before the pause is over."""
        ...

    async def list(self) -> Sequence[DutyRecord]: ...


class Leftovers(Protocol):
    """What nobody needs any more. Each method removes so many at most, and returns how many it was."""

    async def forget_keys(self, *, before: datetime, now: datetime, limit: int) -> int:
        """Remove idempotency keys that came before a time."""
        ...

    async def forget_attempts(self, *, before: datetime, limit: int) -> int:
        """Remove attempts that began before a time, at submissions that are final."""
        ...

    async def forget_events(self, *, before: datetime, limit: int) -> int:
        """Remove events from the outbox that nobody could tell since a time."""
        ...
