"""The time of the fleet, whatever the clocks of its machines say."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from judgebox.domain.submission import Submission, SubmissionId
from judgebox.store import DatabaseClock, open_store, upgrade

WRONG = datetime(2001, 1, 1, tzinfo=UTC)
MUCH = timedelta(days=365)


async def test_a_machine_of_which_the_clock_is_wrong_tells_the_databases_time(postgres_url: str) -> None:
    async with open_store(postgres_url) as store:
        clock = DatabaseClock(store.connections, system_time=lambda: WRONG)
        assert clock.now() == WRONG, "nothing else is known yet"

        await clock.ask()

        assert clock.now() > WRONG + MUCH


async def test_workers_whose_clocks_differ_by_minutes_leave_each_other_their_claims(postgres_url: str) -> None:
    upgrade(postgres_url)
    async with open_store(postgres_url) as store:
        clocks = [
            DatabaseClock(store.connections, system_time=lambda ahead=ahead: datetime.now(UTC) + ahead)  # type: ignore[misc]
            for ahead in (timedelta(minutes=-5), timedelta(minutes=5))
        ]
        for clock in clocks:
            await clock.ask()
        behind, ahead = (clock.now() for clock in clocks)
        submission = Submission(id=SubmissionId("sub_1"), language="c", source="", created_at=behind)
        await store.add_submissions([submission])
        await store.claim(submission.id, 1, owner="w", at=behind, lease_until=behind + timedelta(seconds=30))

        assert await store.release_expired(now=ahead, limit=10) == []
        assert await store.release_expired(now=ahead + timedelta(seconds=31), limit=10)


async def test_between_two_answers_a_clock_counts_on_that_nobody_sets(postgres_url: str) -> None:
    seconds = 100.0
    async with open_store(postgres_url) as store:
        clock = DatabaseClock(store.connections, monotonic=lambda: seconds)
        await clock.ask()
        before = clock.now()

        seconds += 7

        assert clock.now() - before == timedelta(seconds=7)


async def test_an_answer_that_took_long_is_not_believed(postgres_url: str) -> None:
    times = iter([0.0, 60.0])
    async with open_store(postgres_url) as store:
        clock = DatabaseClock(store.connections, system_time=lambda: WRONG, monotonic=lambda: next(times))

        await clock.ask()

        assert clock.now() == WRONG


async def test_with_a_database_in_a_file_there_is_one_machine_and_its_clock(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/judgebox.sqlite3"
    upgrade(url)
    async with open_store(url) as store:
        clock = DatabaseClock(store.connections, system_time=lambda: WRONG)

        await clock.ask()

        assert clock.now() == WRONG
