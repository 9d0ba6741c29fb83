"""What is not finished, counted in the database.

How it works: every statement reads one partial index, which holds what is not final and nothing else, so that
no figure costs more the more was judged. The conditions are written out and not bound: SQLite decides on an
index before it knows the values.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, literal_column, select, text, union_all

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.backlog import Depths, RecentAttempt
from judgebox.domain.submission import Band, Line, Submission
from judgebox.domain.verdict import Verdict
from judgebox.store.connections import Connections
from judgebox.store.rows import LISTED, is_storable, submission_of_row
from judgebox.store.tables import (
    DELAYED,
    IN_JUDGING,
    UNFINISHED,
    WAITING,
    attempts,
    counters,
    idempotency,
    submissions,
)
from judgebox.store.waiting import lines

DEAD = "verdict = 'JE'"
"""As the condition of the index `submissions_dead` says it."""

NEXT_ONES = 50
"""Of each line, among which the oldest is looked for."""


class DatabaseBacklog:
    """Counts over the tables of the store."""

    def __init__(self, connections: Connections) -> None:
        self._read = connections.reading

    async def unfinished_of(self, user_id: str | None, band: Band, *, limit: int) -> int:
        row = submissions.c
        of_user = row.user_id.is_(None) if user_id is None else row.user_id == user_id
        some: Select[Any] = select(literal_column("1")).select_from(submissions)
        some = some.where(text(UNFINISHED), of_user, row.band == band)
        return await self._count(some.limit(limit))

    async def _count(self, some: Select[Any]) -> int:
        async with self._read() as connection:
            return await connection.scalar(select(func.count()).select_from(some.subquery())) or 0

    async def unfinished(self) -> Mapping[Band, int]:
        row = submissions.c
        statement = select(row.band, func.count()).where(text(UNFINISHED)).group_by(row.band)
        statement = _from_index(statement, "submissions_unfinished")
        async with self._read() as connection:
            found = {Band(band): count for band, count in await connection.execute(statement)}
        return {band: found.get(band, 0) for band in Band}

    async def remembers(self, key: str) -> bool:
        if not is_storable(key):
            return False
        statement = select(idempotency.c.key).where(idempotency.c.key == key)
        async with self._read() as connection:
            return await connection.scalar(statement) is not None

    async def depths(self) -> Depths:
        row = submissions.c
        by_line = select(row.band, row.language, func.count()).group_by(row.band, row.language)
        waits = _from_index(by_line.where(text(WAITING)), "submissions_waiting")
        is_judged = _from_index(by_line.where(text(IN_JUDGING)), "submissions_in_judging")
        delayed = select(func.count()).select_from(submissions).where(text(DELAYED))
        async with self._read() as connection:
            waiting = (await connection.execute(waits)).all()
            judging = (await connection.execute(is_judged)).all()
            return Depths(
                waiting={Line(band=Band(band), route=language): count for band, language, count in waiting},
                judging={Line(band=Band(band), route=language): count for band, language, count in judging},
                delayed=await connection.scalar(delayed) or 0,
            )

    async def oldest(self) -> Mapping[Band, datetime]:
        row = submissions.c
        async with self._read() as connection:
            known = await lines(connection)
            if not known:
                return {}
            next_ones = [
                select(row.band, row.created_at)
                .where(text(WAITING), row.band == line.band, row.language == line.route)
                .order_by(row.tag, row.id)
                .limit(NEXT_ONES)
                .subquery()
                for line in known
            ]
            every = union_all(*(select(each) for each in next_ones)).subquery()
            statement = select(every.c.band, func.min(every.c.created_at)).group_by(every.c.band)
            return {Band(band): at for band, at in await connection.execute(statement)}

    async def recent(self, *, since: datetime, limit: int) -> Sequence[RecentAttempt]:
        some = (
            select(attempts).where(attempts.c.started_at >= since).order_by(attempts.c.started_at.desc()).limit(limit)
        ).subquery()
        row = submissions.c
        statement = (
            select(
                row.band, row.created_at, some.c.generation, some.c.attempt, some.c.started_at, some.c.ended_at,
                some.c.outcome,
            )
            .join_from(some, submissions, row.id == some.c.submission_id)
            .order_by(some.c.started_at.desc())
        )  # fmt: skip
        async with self._read() as connection:
            found = (await connection.execute(statement)).all()
        return [
            RecentAttempt(
                band=Band(each.band),
                started_at=each.started_at,
                ended_at=each.ended_at,
                outcome=None if each.outcome is None else AttemptOutcome(each.outcome),
                waited=_waited(each.generation, each.attempt, each.created_at, each.started_at),
            )
            for each in found
        ]

    async def dead(self, *, limit: int) -> Sequence[Submission]:
        statement = (
            select(*LISTED)
            .where(text(DEAD), submissions.c.rejudge_id.is_(None))
            .order_by(submissions.c.id.desc())
            .limit(limit)
        )
        async with self._read() as connection:
            rows = (await connection.execute(statement)).mappings().all()
        return [submission_of_row(row) for row in rows]

    async def dead_count(self, *, limit: int) -> int:
        return await self._count(
            select(submissions.c.id).where(text(DEAD), submissions.c.rejudge_id.is_(None)).limit(limit)
        )

    async def verdicts(self) -> Mapping[Verdict, int]:
        statement = select(counters.c.verdict, func.sum(counters.c.count)).group_by(counters.c.verdict)
        async with self._read() as connection:
            return {Verdict(verdict): int(count) for verdict, count in await connection.execute(statement)}


def _from_index(statement: Select[Any], index: str) -> Select[Any]:
    """Tell SQLite, which knows nothing of sizes, not to take `submissions_by_state` and read each row that waits."""
    return statement.with_hint(submissions, f"INDEXED BY {index}", "sqlite")


def _waited(generation: int, attempt: int, created_at: datetime, started_at: datetime) -> timedelta | None:
    if (generation, attempt) != (1, 1):
        return None
    return max(started_at - created_at, timedelta())  # the clocks of two machines may differ
