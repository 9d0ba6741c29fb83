"""What nobody needs any more, removed from the database some rows at a time, so that no lock is held for long."""

from datetime import datetime
from typing import Any

from sqlalchemy import Delete, delete, select, tuple_, update

from judgebox.domain.submission import State
from judgebox.store.connections import Connections
from judgebox.store.tables import attempts, idempotency, outbox, submissions

FINAL_STATES = tuple(state for state in State if state.is_final)


class DatabaseLeftovers:
    """The port `Leftovers` on the store's database."""

    def __init__(self, connections: Connections) -> None:
        self._write = connections.writing

    async def forget_keys(self, *, before: datetime, now: datetime, limit: int) -> int:
        row = idempotency.c
        some = select(row.key).where(row.created_at < before).limit(limit)
        async with self._write() as connection:
            # Those that a server of the version before stored don't say when they came; it was not after now.
            await connection.execute(update(idempotency).where(row.created_at.is_(None)).values(created_at=now))
            return (await connection.execute(delete(idempotency).where(row.key.in_(some)))).rowcount

    async def forget_attempts(self, *, before: datetime, limit: int) -> int:
        row = attempts.c
        key = tuple_(row.submission_id, row.generation, row.attempt)
        some = (
            select(row.submission_id, row.generation, row.attempt)
            .join(submissions, submissions.c.id == row.submission_id)
            .where(row.started_at < before, submissions.c.state.in_(FINAL_STATES))
            .limit(limit)
        )
        return await self._delete(delete(attempts).where(key.in_(some)))

    async def forget_events(self, *, before: datetime, limit: int) -> int:
        some = select(outbox.c.id).where(outbox.c.written_at < before).limit(limit)
        return await self._delete(delete(outbox).where(outbox.c.id.in_(some)))

    async def _delete(self, statement: Delete) -> int:
        async with self._write() as connection:
            result: Any = await connection.execute(statement)
            return int(result.rowcount)
