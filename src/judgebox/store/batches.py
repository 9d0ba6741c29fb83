"""Batches in the tables `batches` and `batch_items`; their submissions are rows like any other."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, func, insert, or_, select, update

from judgebox.domain.batch import Batch, BatchCursor, BatchItem, BatchResult
from judgebox.domain.submission import BatchId, Submission
from judgebox.domain.verdict import Verdict
from judgebox.ports import Once
from judgebox.store import attempts
from judgebox.store.attempts import UNFINISHED_STATES
from judgebox.store.connections import Connections
from judgebox.store.idempotency import remember
from judgebox.store.insertion import insert_rows, insert_submissions
from judgebox.store.rows import LISTED, is_storable, submission_of_row
from judgebox.store.tables import batch_items, batches, submissions


class DatabaseBatches:
    """The port `Batches` on the store's database."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def add(
        self, batch: Batch, items: Sequence[BatchItem], submissions: Sequence[Submission], *, once: Once | None = None
    ) -> BatchId:
        async with self._connections.writing() as connection:
            if once is not None:
                earlier = await remember(connection, once, [batch.id], at=batch.created_at)
                if earlier is not None:
                    return BatchId(earlier[0])
            await connection.execute(insert(batches).values(_row_of_batch(batch)))
            await insert_submissions(connection, submissions)
            await insert_rows(connection, batch_items, [_row_of_item(batch.id, item) for item in items])
        return batch.id

    async def batch(self, batch_id: BatchId) -> Batch | None:
        if not is_storable(batch_id):
            return None
        async with self._connections.reading() as connection:
            row = (await connection.execute(select(batches).where(batches.c.id == batch_id))).mappings().first()
        if row is None:
            return None
        return Batch(
            id=BatchId(row["id"]),
            user_id=row["user_id"],
            created_at=row["created_at"],
            items=row["items"],
            submissions=row["submissions"],
            finished=row["finished"],
            cancelled_at=row["cancelled_at"],
        )

    async def verdicts(self, batch_id: BatchId) -> Mapping[Verdict, int]:
        of_items = batch_items.join(submissions, submissions.c.id == batch_items.c.submission_id)
        statement = (
            select(submissions.c.verdict, func.count())
            .select_from(of_items)
            .where(batch_items.c.batch_id == batch_id, submissions.c.verdict.is_not(None))
            .group_by(submissions.c.verdict)
        )
        async with self._connections.reading() as connection:
            return {Verdict(verdict): count for verdict, count in await connection.execute(statement)}

    async def results(self, batch_id: BatchId, *, after: BatchCursor, limit: int) -> Sequence[BatchResult]:
        row, item = submissions.c, batch_items.c
        is_later = or_(row.batch_number > after.number, item.number > after.item)
        statement = (
            select(*LISTED, row.batch_number, item.number.label("item_number"), item.name.label("item_name"))
            .select_from(submissions.join(batch_items, item.submission_id == row.id))
            .where(row.batch_id == batch_id, row.batch_number >= after.number, is_later)
            .where(item.batch_id == batch_id)  # follows, but keeps a planner without figures from reading all batches
            .order_by(row.batch_number, item.number)
            .limit(limit)
        )
        async with self._connections.reading() as connection:
            return [_result_of_row(each) for each in (await connection.execute(statement)).mappings()]

    async def cancel_some(self, batch_id: BatchId, *, at: datetime, limit: int) -> int:
        row = submissions.c
        not_final = select(row.id).where(row.batch_id == batch_id, row.state.in_(UNFINISHED_STATES)).limit(limit)
        async with self._connections.writing() as connection:
            ids = (await connection.scalars(not_final)).all()
            return len(await attempts.cancel(connection, ids, at=at, batch_id=batch_id))

    async def mark_cancelled(self, batch_id: BatchId, *, at: datetime) -> None:
        first = update(batches).where(batches.c.id == batch_id, batches.c.cancelled_at.is_(None))
        async with self._connections.writing() as connection:
            await connection.execute(first.values(cancelled_at=at))


def _row_of_batch(batch: Batch) -> dict[str, object]:
    return {
        "id": batch.id,
        "user_id": batch.user_id,
        "created_at": batch.created_at,
        "items": batch.items,
        "submissions": batch.submissions,
        "finished": 0,
        "numbers": 0,
    }


def _row_of_item(batch_id: BatchId, item: BatchItem) -> dict[str, object]:
    return {"batch_id": batch_id, "number": item.number, "submission_id": item.submission_id, "name": item.name}


def _result_of_row(row: RowMapping) -> BatchResult:
    item = BatchItem(number=row["item_number"], submission_id=row["id"], name=row["item_name"])
    return BatchResult(number=row["batch_number"], item=item, submission=submission_of_row(row))
