"""What duties promise: in memory, in SQLite, in PostgreSQL."""

from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.ports import Duties, Store
from judgebox.store import DatabaseDuties, DatabaseStore
from judgebox.testing import MemoryDuties

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def duties(store: Store) -> Duties:
    return DatabaseDuties(store.connections) if isinstance(store, DatabaseStore) else MemoryDuties()


async def take(duties: Duties, holder: str, now: datetime = NOW) -> datetime | None:
    return await duties.take("clean", holder=holder, now=now, held_until=now + 30 * SECOND)


async def test_a_duty_that_nobody_knows_is_due_at_once(duties: Duties) -> None:
    assert await take(duties, "a") == NOW

    [record] = await duties.list()
    assert (record.name, record.holder, record.started_at, record.ended_at) == ("clean", "a", NOW, None)


async def test_of_many_that_want_it_one_gets_it(duties: Duties) -> None:
    got = []

    async def want(holder: str) -> None:
        if await take(duties, holder) is not None:
            got.append(holder)

    async with anyio.create_task_group() as tasks:
        for number in range(5):
            tasks.start_soon(want, str(number))

    assert len(got) == 1


async def test_what_is_done_is_not_due_before_its_time(duties: Duties) -> None:
    await take(duties, "a")
    assert await duties.end("clean", holder="a", at=NOW + SECOND, due_at=NOW + HOUR, outcome="5 removed")

    assert await take(duties, "b", NOW + HOUR - SECOND) is None
    assert await take(duties, "b", NOW + HOUR) == NOW + HOUR
    [record] = await duties.list()
    assert (record.outcome, record.ended_at) == ("5 removed", NOW + SECOND)


async def test_what_a_dead_process_holds_is_taken_over_when_its_time_is_up(duties: Duties) -> None:
    await take(duties, "dead")
    assert await take(duties, "b", NOW + 29 * SECOND) is None

    assert await take(duties, "b", NOW + 30 * SECOND) == NOW

    assert not await duties.extend("clean", holder="dead", held_until=NOW + HOUR)
    assert not await duties.end("clean", holder="dead", at=NOW, due_at=NOW + HOUR, outcome="late")
    assert not await duties.fail("clean", holder="dead", at=NOW, pause_until=NOW + HOUR, outcome="late")


async def test_who_says_that_it_goes_on_keeps_it(duties: Duties) -> None:
    await take(duties, "a")

    assert await duties.extend("clean", holder="a", held_until=NOW + 60 * SECOND)

    assert await take(duties, "b", NOW + 45 * SECOND) is None


async def test_what_failed_stays_due_but_waits_for_the_pause(duties: Duties) -> None:
    await take(duties, "a")
    assert await duties.fail("clean", holder="a", at=NOW, pause_until=NOW + 60 * SECOND, outcome="failed: no room")

    assert await take(duties, "b", NOW + 59 * SECOND) is None
    assert await take(duties, "b", NOW + 60 * SECOND) == NOW
