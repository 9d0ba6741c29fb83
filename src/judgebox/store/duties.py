"""Duties in the table `duties`.

How it works: whoever wants a duty sets itself as its holder by one UPDATE that matches only if the duty is due and
nobody holds it any more. While it works it says so by moving `held_until`; if it dies, that passes and the next one
takes the duty, which is still due. `due_at` moves only when the duty is done.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, text, update

from judgebox.domain.duty import DutyRecord
from judgebox.store.connections import Connections
from judgebox.store.rows import storable
from judgebox.store.tables import UtcDateTime, duties

MAKE = text("INSERT INTO duties (name, due_at) VALUES (:name, :due_at) ON CONFLICT (name) DO NOTHING").bindparams(
    bindparam("due_at", type_=UtcDateTime)
)


class DatabaseDuties:
    """The port `Duties` on the store's database."""

    def __init__(self, connections: Connections) -> None:
        self._write = connections.writing
        self._read = connections.reading

    async def take(self, name: str, *, holder: str, now: datetime, held_until: datetime) -> datetime | None:
        row = duties.c
        is_free = (row.name == name, row.due_at <= now, or_(row.held_until.is_(None), row.held_until <= now))
        async with self._read() as connection:  # mostly it is not, and a look disturbs no writer
            is_known = await connection.scalar(select(row.name).where(row.name == name)) is not None
            if is_known and await connection.scalar(select(row.name).where(*is_free)) is None:
                return None
        taken = update(duties).where(*is_free).values(holder=holder, held_until=held_until, started_at=now)
        async with self._write() as connection:
            if not is_known:
                await connection.execute(MAKE, {"name": name, "due_at": now})
            due_at: datetime | None = await connection.scalar(taken.returning(row.due_at))
        return due_at

    async def extend(self, name: str, *, holder: str, held_until: datetime) -> bool:
        return await self._change(name, holder, held_until=held_until)

    async def end(self, name: str, *, holder: str, at: datetime, due_at: datetime, outcome: str) -> bool:
        ended = {"ended_at": at, "outcome": storable(outcome)}
        return await self._change(name, holder, holder=None, held_until=None, due_at=due_at, **ended)

    async def fail(self, name: str, *, holder: str, at: datetime, pause_until: datetime, outcome: str) -> bool:
        ended = {"ended_at": at, "outcome": storable(outcome)}
        return await self._change(name, holder, holder=None, held_until=pause_until, **ended)

    async def _change(self, name: str, current_holder: str, **columns: object) -> bool:
        held = update(duties).where(duties.c.name == name, duties.c.holder == current_holder)
        async with self._write() as connection:
            return (await connection.execute(held.values(columns))).rowcount == 1

    async def list(self) -> Sequence[DutyRecord]:
        async with self._read() as connection:
            rows = (await connection.execute(select(duties).order_by(duties.c.name))).mappings().all()
        return [DutyRecord(**row) for row in rows]
