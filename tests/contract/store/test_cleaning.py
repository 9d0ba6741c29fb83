"""What cleaning removes from databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from judgebox.domain.events import EventKind, event_of
from judgebox.domain.submission import Submission, submission_id_of
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Once
from judgebox.store import DatabaseLeftovers, DatabaseStore, open_store, upgrade

NOW = datetime(2026, 11, 25, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_submission(number: int) -> Submission:
    at = NOW + number * HOUR
    return Submission(id=submission_id_of(at, bytes(10)), language="c", source="x", created_at=at)


async def add_judged(store: DatabaseStore, number: int) -> Submission:
    [added] = await store.add_submissions([a_submission(number)])
    at = added.created_at
    found = await store.claim(added.id, 1, owner="w", at=at, lease_until=at + HOUR)
    assert found is not None
    event = event_of(added, EventKind.FINISHED, attempt=1)
    assert await store.commit(found[0], Result(verdict=Verdict.ACCEPTED), at=at, event=event)
    return added


@pytest.fixture
async def store(database_url: str):  # type: ignore[no-untyped-def]
    upgrade(database_url)
    async with open_store(database_url) as opened:
        yield opened


async def test_an_old_key_is_forgotten_and_a_new_one_is_not(store: DatabaseStore) -> None:
    leftovers = DatabaseLeftovers(store.connections)
    first = await store.add_submissions([a_submission(0)], once=Once(key="old", fingerprint="f"))
    second = await store.add_submissions([a_submission(2)], once=Once(key="new", fingerprint="f"))

    assert await leftovers.forget_keys(before=NOW + HOUR, now=NOW + 3 * HOUR, limit=10) == 1

    assert await store.add_submissions([a_submission(4)], once=Once(key="old", fingerprint="f")) != first
    assert await store.add_submissions([a_submission(5)], once=Once(key="new", fingerprint="f")) == second


async def test_a_key_of_a_server_of_the_version_before_counts_from_when_it_is_first_seen(store: DatabaseStore) -> None:
    leftovers = DatabaseLeftovers(store.connections)
    async with store.engine.begin() as connection:
        stored = "INSERT INTO idempotency (key, fingerprint, submission_ids) VALUES ('k', 'f', '[]')"
        await connection.execute(text(stored))

    assert await leftovers.forget_keys(before=NOW - 24 * HOUR, now=NOW, limit=10) == 0
    assert await leftovers.forget_keys(before=NOW, now=NOW + 24 * HOUR, limit=10) == 0
    assert await leftovers.forget_keys(before=NOW + HOUR, now=NOW + 25 * HOUR, limit=10) == 1


async def test_old_attempts_are_forgotten_once_their_submission_is_final(store: DatabaseStore) -> None:
    leftovers = DatabaseLeftovers(store.connections)
    old, new = await add_judged(store, 0), await add_judged(store, 2)
    [going_on] = await store.add_submissions([a_submission(1)])
    await store.claim(going_on.id, 1, owner="w", at=NOW, lease_until=NOW)

    assert await leftovers.forget_attempts(before=NOW + HOUR, limit=10) == 1

    assert await store.attempts(old.id) == []
    assert len(await store.attempts(going_on.id)) == 1
    assert len(await store.attempts(new.id)) == 1


async def test_no_more_than_asked_for_is_removed_at_a_time(store: DatabaseStore) -> None:
    leftovers = DatabaseLeftovers(store.connections)
    for number in range(3):
        await add_judged(store, number)

    assert await leftovers.forget_attempts(before=NOW + 9 * HOUR, limit=2) == 2
    assert await leftovers.forget_events(before=NOW + 9 * HOUR, limit=2) == 2
    assert await leftovers.forget_events(before=NOW + 9 * HOUR, limit=2) == 1


async def test_events_that_may_still_be_told_stay(store: DatabaseStore) -> None:
    await add_judged(store, 0)
    await add_judged(store, 2)

    assert await DatabaseLeftovers(store.connections).forget_events(before=NOW + HOUR, limit=10) == 1

    assert len(await store.outbox(older_than=NOW + 9 * HOUR, limit=10)) == 1
