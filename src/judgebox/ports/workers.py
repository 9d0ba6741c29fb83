"""The registry of workers, for people and for manners between workers; no verdict depends on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from judgebox.domain.worker import WorkerId, WorkerReport


class Workers(Protocol):
    """What workers tell of themselves. Every method raises `StoreError` when the storage is away."""

    async def beat(self, report: WorkerReport) -> None:
        """Keep what a worker tells, in place of what it told before."""
        ...

    async def ended(self, worker_id: WorkerId, *, at: datetime) -> None:
        """Remember that a worker said goodbye; an unknown one changes nothing."""
        ...

    async def list(self, now: datetime) -> Sequence[WorkerReport]:
        """List all that are remembered, by name and start; those without a beat for a while are `silent`."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Remove those that were heard last before a time; return how many they are."""
        ...
