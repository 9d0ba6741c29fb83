"""What every registry of workers promises: in memory, in SQLite, in PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from judgebox.domain.submission import SubmissionId
from judgebox.domain.worker import SILENT_AFTER, Judging, WorkerReport, WorkerState, worker_id_of
from judgebox.ports import Workers
from judgebox.store import DatabaseWorkers, open_store, upgrade
from judgebox.testing import MemoryWorkers

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def workers(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workers]:
    if request.param == "memory":
        yield MemoryWorkers()
        return
    sqlite = f"sqlite:///{tmp_path}/judgebox.sqlite3"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    upgrade(url)
    async with open_store(url) as store:
        yield DatabaseWorkers(store.connections)


def a_report(number: int = 1, **changes: object) -> WorkerReport:
    report = WorkerReport(
        id=worker_id_of("judge", number.to_bytes(4, "big")),
        name="judge",
        state=WorkerState.WORKING,
        version="1.2",
        host="host-1",
        tier="A",
        slots=4,
        free=3,
        languages={"cpp": "g++ 13", "python": None},
        judging=(Judging(submission_id=SubmissionId("sub_1"), attempt=2, since=NOW),),
        started_at=NOW + timedelta(seconds=number),
        beat_at=NOW,
    )
    return replace(report, **changes)  # type: ignore[arg-type]


async def test_what_a_worker_tells_is_listed_unchanged(workers: Workers) -> None:
    await workers.beat(a_report())

    assert await workers.list(NOW) == [a_report()]


async def test_a_beat_takes_the_place_of_the_one_before(workers: Workers) -> None:
    await workers.beat(a_report())
    later = a_report(state=WorkerState.DRAINING, judging=(), free=4, beat_at=NOW + timedelta(seconds=2))

    await workers.beat(later)

    assert await workers.list(NOW) == [later]


async def test_two_workers_with_one_name_are_two_rows(workers: Workers) -> None:
    await workers.beat(a_report(2))
    await workers.beat(a_report(1))

    assert await workers.list(NOW) == [a_report(1), a_report(2)]


async def test_a_worker_that_is_not_heard_any_more_is_silent(workers: Workers) -> None:
    await workers.beat(a_report())

    assert [each.state for each in await workers.list(NOW + SILENT_AFTER)] == [WorkerState.WORKING]
    later = NOW + SILENT_AFTER + timedelta(seconds=1)
    assert [each.state for each in await workers.list(later)] == [WorkerState.SILENT]


async def test_a_worker_that_said_goodbye_has_stopped_and_never_falls_silent(workers: Workers) -> None:
    await workers.beat(a_report())

    await workers.ended(a_report().id, at=NOW + timedelta(seconds=1))
    await workers.ended(a_report(9).id, at=NOW)

    [listed] = await workers.list(NOW + timedelta(hours=1))
    assert (listed.state, listed.beat_at) == (WorkerState.STOPPED, NOW + timedelta(seconds=1))


async def test_those_heard_last_long_ago_are_forgotten(workers: Workers) -> None:
    await workers.beat(a_report(1))
    await workers.beat(a_report(2, beat_at=NOW + timedelta(days=1)))

    assert await workers.forget(before=NOW + timedelta(hours=1)) == 1

    assert [each.id for each in await workers.list(NOW)] == [a_report(2).id]


@pytest.mark.parametrize("change", ["state = 'dreaming'", 'facts = \'{"slots": "many"}\''])
async def test_what_a_worker_of_another_version_wrote_hides_no_other(tmp_path: Path, change: str) -> None:
    url = f"sqlite:///{tmp_path}/judgebox.sqlite3"
    upgrade(url)
    async with open_store(url) as store:
        workers = DatabaseWorkers(store.connections)
        await workers.beat(a_report(1))
        await workers.beat(a_report(2))
        async with store.connections.writing() as connection:
            await connection.execute(text(f"UPDATE workers SET {change} WHERE id = '{a_report(1).id}'"))

        assert await workers.list(NOW) == [a_report(2)]
