"""Batches in memory, over the store in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from judgebox.domain.batch import BEFORE_ALL, Batch, BatchCursor, BatchItem, BatchResult
from judgebox.domain.submission import BatchId, Submission
from judgebox.domain.verdict import Verdict
from judgebox.ports import Once
from judgebox.testing.store import MemoryStore


class MemoryBatches:
    """Keeps batches beside the store that has their submissions."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._batches: dict[BatchId, Batch] = {}
        self._items: dict[BatchId, list[BatchItem]] = {}

    async def add(
        self, batch: Batch, items: Sequence[BatchItem], submissions: Sequence[Submission], *, once: Once | None = None
    ) -> BatchId:
        earlier = self._store.remember(once, [batch.id])
        if earlier is not None:
            return BatchId(earlier[0])
        await self._store.add_submissions(submissions)
        self._batches[batch.id] = batch
        self._items[batch.id] = list(items)
        return batch.id

    async def batch(self, batch_id: BatchId) -> Batch | None:
        batch = self._batches.get(batch_id)
        return None if batch is None else replace(batch, finished=len(self._store.finished_of(batch_id)))

    async def verdicts(self, batch_id: BatchId) -> Mapping[Verdict, int]:
        results = await self.results(batch_id, after=BEFORE_ALL, limit=len(self._items.get(batch_id, ())))
        return Counter(each.submission.result.verdict for each in results if each.submission.result is not None)

    async def results(self, batch_id: BatchId, *, after: BatchCursor, limit: int) -> Sequence[BatchResult]:
        found = [
            BatchResult(number=number, item=item, submission=submission)
            for number, submission in self._store.finished_of(batch_id)
            for item in self._items[batch_id]
            if item.submission_id == submission.id
        ]
        return [each for each in found if each.cursor > after][:limit]

    async def cancel_some(self, batch_id: BatchId, *, at: datetime, limit: int) -> int:
        ids = {item.submission_id for item in self._items.get(batch_id, ())}
        cancelled = [await self._store.cancel(each, at=at) for each in sorted(ids)]
        return sum(each is not None for each in cancelled)

    async def mark_cancelled(self, batch_id: BatchId, *, at: datetime) -> None:
        batch = self._batches[batch_id]
        self._batches[batch_id] = replace(batch, cancelled_at=batch.cancelled_at or at)
