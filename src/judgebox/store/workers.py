"""The registry of workers in the database: a row for each life of a worker, overwritten with every beat."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime

import anyio
import msgspec
import structlog
from sqlalchemy import RowMapping, bindparam, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from judgebox.domain.worker import Judging, WorkerId, WorkerReport, WorkerState, state_at
from judgebox.store.connections import Connections
from judgebox.store.engine import store_errors
from judgebox.store.rows import encode
from judgebox.store.tables import UtcDateTime, workers

log = structlog.get_logger()

ANSWER_WITHIN_S = 5
"""A beat that is later than the next ones is worth nothing."""

BEAT = text(
    "INSERT INTO workers (id, name, state, started_at, beat_at, facts) "
    "VALUES (:id, :name, :state, :started_at, :beat_at, :facts) "
    "ON CONFLICT (id) DO UPDATE SET state = excluded.state, beat_at = excluded.beat_at, facts = excluded.facts"
).bindparams(bindparam("started_at", type_=UtcDateTime), bindparam("beat_at", type_=UtcDateTime))


class _Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is only kept. Fields that a worker of another version does not know have a default."""

    version: str = ""
    host: str = ""
    tier: str = ""
    slots: int = 0
    free: int = 0
    languages: dict[str, str | None] = {}
    judging: tuple[Judging, ...] = ()


class DatabaseWorkers:
    """Reports in the table `workers`."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def beat(self, report: WorkerReport) -> None:
        row = {
            "id": report.id,
            "name": report.name,
            "state": report.state,
            "started_at": report.started_at,
            "beat_at": report.beat_at,
            "facts": encode(_facts_of(report)),
        }
        async with self._in_time(self._connections.writing) as connection:
            await connection.execute(BEAT, row)

    async def ended(self, worker_id: WorkerId, *, at: datetime) -> None:
        stopped = update(workers).where(workers.c.id == worker_id)
        async with self._in_time(self._connections.writing) as connection:
            await connection.execute(stopped.values(state=WorkerState.STOPPED, beat_at=at))

    async def list(self, now: datetime) -> Sequence[WorkerReport]:
        statement = select(workers).order_by(workers.c.name, workers.c.started_at, workers.c.id)
        async with self._in_time(self._connections.reading) as connection:
            rows = (await connection.execute(statement)).mappings().all()
        reports = (_report_of_row(row) for row in rows)
        return [replace(each, state=state_at(each, now)) for each in reports if each is not None]

    async def forget(self, *, before: datetime) -> int:
        async with self._in_time(self._connections.writing) as connection:
            return (await connection.execute(delete(workers).where(workers.c.beat_at < before))).rowcount

    @asynccontextmanager
    async def _in_time(
        self, connected: Callable[[], AbstractAsyncContextManager[AsyncConnection]]
    ) -> AsyncIterator[AsyncConnection]:
        with store_errors(self._connections.engine.url), anyio.fail_after(ANSWER_WITHIN_S):
            async with connected() as connection:
                yield connection


def _facts_of(report: WorkerReport) -> _Facts:
    return _Facts(
        version=report.version,
        host=report.host,
        tier=report.tier,
        slots=report.slots,
        free=report.free,
        languages=dict(report.languages),
        judging=report.judging,
    )


def _report_of_row(row: RowMapping) -> WorkerReport | None:
    """Read a row; None if a worker of another version wrote what we can't read."""
    try:
        facts = msgspec.json.decode(row["facts"], type=_Facts)
        state = WorkerState(row["state"])
    except ValueError as error:  # msgspec's errors are some too
        log.warning("worker_not_readable", worker=row["id"], error=str(error))
        return None
    return WorkerReport(
        id=WorkerId(row["id"]),
        name=row["name"],
        state=state,
        version=facts.version,
        host=facts.host,
        tier=facts.tier,
        slots=facts.slots,
        free=facts.free,
        languages=facts.languages,
        judging=facts.judging,
        started_at=row["started_at"],
        beat_at=row["beat_at"],
    )
