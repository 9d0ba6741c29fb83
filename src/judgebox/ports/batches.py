"""Batches in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from judgebox.domain.batch import Batch, BatchCursor, BatchItem, BatchResult
from judgebox.domain.submission import BatchId, Submission
from judgebox.domain.verdict import Verdict
from judgebox.ports.store import Once


class Batches(Protocol):
    """Batches, their items and results. Every method raises `StoreError` when the database is away."""

    async def add(
        self, batch: Batch, items: Sequence[BatchItem], submissions: Sequence[Submission], *, once: Once | None = None
    ) -> BatchId:
        """Store a batch with all that is in it, or nothing; return its id, or that stored under `once` earlier.

        Raises:
            ConflictError: the key of `once` came before with another fingerprint.
        """
        ...

    async def batch(self, batch_id: BatchId) -> Batch | None: ...

    async def verdicts(self, batch_id: BatchId) -> Mapping[Verdict, int]:
        """Count the verdicts of a batch's items; those without one are in no count."""
        ...

    async def results(self, batch_id: BatchId, *, after: BatchCursor, limit: int) -> Sequence[BatchResult]:
        """List results in the order in which they came, at most so many of those with a higher cursor than `after`."""
        ...

    async def cancel_some(self, batch_id: BatchId, *, at: datetime, limit: int) -> int:
        """Cancel so many of a batch's submissions that are not final, as `Store.cancel` does; return how many."""
        ...

    async def mark_cancelled(self, batch_id: BatchId, *, at: datetime) -> None:
        """Remember that a batch was cancelled; the first time counts."""
        ...
