"""What batches promise: in memory, in SQLite, in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.domain.batch import BEFORE_ALL, Batch, BatchCursor, BatchItem, BatchState, batch_id_of
from judgebox.domain.errors import ConflictError
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.submission import Band, BatchId, Line, State, Submission, submission_id_of
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Batches, Once, Store
from judgebox.store import DatabaseBatches, DatabaseStore
from judgebox.testing import MemoryBatches, MemoryStore

NOW = datetime(2026, 11, 25, tzinfo=UTC)
BATCH = batch_id_of(NOW, bytes(10))


@dataclass(frozen=True)
class World:
    store: Store
    batches: Batches

    async def add(self, count: int, *, once: Once | None = None, number: int = 0) -> Sequence[Submission]:
        """A batch of so many programs, of which each comes twice."""
        batch_id = batch_id_of(NOW, number.to_bytes(10, "big"))
        submissions = [
            Submission(
                id=submission_id_of(NOW, (1000 * number + each).to_bytes(10, "big")),
                language="c",
                source="x",
                created_at=NOW,
                band=Band.BULK,
                batch_id=batch_id,
            )
            for each in range(count)
        ]
        items = [
            BatchItem(number=at, submission_id=submissions[at // 2].id, name=f"item {at}") for at in range(2 * count)
        ]
        batch = Batch(id=batch_id, created_at=NOW, items=len(items), submissions=count, user_id="ada")
        stored = await self.batches.add(batch, items, submissions, once=once)
        return [each for each in submissions if stored == batch_id]

    async def judge(self, submission: Submission, verdict: Verdict = Verdict.ACCEPTED) -> None:
        found = await self.store.claim(submission.id, 1, owner="w", at=NOW, lease_until=NOW + timedelta(minutes=1))
        assert found is not None
        event = event_of(submission, EventKind.FINISHED, attempt=1)
        assert await self.store.commit(found[0], Result(verdict=verdict), at=NOW, event=event)


@pytest.fixture
def world(store: Store) -> World:
    if isinstance(store, MemoryStore):
        return World(store, MemoryBatches(store))
    assert isinstance(store, DatabaseStore)
    return World(store, DatabaseBatches(store.connections))


async def numbers_of(world: World, *, after: BatchCursor = BEFORE_ALL, limit: int = 100) -> list[int]:
    return [each.item.number for each in await world.batches.results(BATCH, after=after, limit=limit)]


async def test_a_batch_comes_back_as_it_was_stored(world: World) -> None:
    await world.add(3)

    assert await world.batches.batch(BATCH) == Batch(
        id=BATCH, created_at=NOW, items=6, submissions=3, finished=0, user_id="ada"
    )
    assert await world.batches.batch(BatchId("bat_none")) is None


async def test_its_submissions_wait_in_the_bulk_band(world: World) -> None:
    await world.add(3)

    assert await world.store.lines() == [Line(band=Band.BULK, route="c")]


async def test_many_come_back_as_few_do(world: World) -> None:
    many = await world.add(300)  # PostgreSQL takes these by another way

    found = await world.store.submission(many[-1].id)

    assert found == replace(many[-1], tag=300)


async def test_the_same_key_with_the_same_request_gives_the_first_batch(world: World) -> None:
    once = Once(key="k", fingerprint="f")
    assert await world.add(1, once=once)

    assert await world.add(1, once=once, number=1) == []
    with pytest.raises(ConflictError):
        await world.add(1, once=Once(key="k", fingerprint="other"), number=2)


async def test_results_come_in_the_order_in_which_they_became_final(world: World) -> None:
    first, second, third = await world.add(3)
    await world.judge(third)
    await world.judge(first, Verdict.WRONG_ANSWER)
    await world.store.cancel(second.id, at=NOW)

    results = await world.batches.results(BATCH, after=BEFORE_ALL, limit=100)

    assert [each.item.number for each in results] == [4, 5, 0, 1, 2, 3]
    assert [each.item.name for each in results][:2] == ["item 4", "item 5"]
    assert [each.submission.state for each in results][-1] is State.CANCELLED
    assert [each.cursor for each in results] == [(1, 4), (1, 5), (2, 0), (2, 1), (3, 2), (3, 3)]


async def test_reading_resumes_after_a_cursor_without_gap_or_repetition(world: World) -> None:
    submissions = await world.add(5)
    for each in submissions:
        await world.judge(each)

    seen: list[int] = []
    cursor = BEFORE_ALL
    while results := await world.batches.results(BATCH, after=cursor, limit=3):
        seen += [each.item.number for each in results]
        cursor = results[-1].cursor

    assert seen == list(range(10))


async def test_whoever_was_cut_off_between_items_that_are_the_same_gets_the_rest(world: World) -> None:
    first, second = await world.add(2)
    await world.judge(second)
    await world.judge(first)
    [seen] = await world.batches.results(BATCH, after=BEFORE_ALL, limit=1)

    assert seen.item.number == 2
    assert await numbers_of(world, after=seen.cursor) == [3, 0, 1]


async def test_results_are_of_one_batch(world: World) -> None:
    [mine] = await world.add(1)
    [other] = await world.add(1, number=1)
    await world.judge(other)
    await world.judge(mine)

    assert [each.submission.id for each in await world.batches.results(BATCH, after=BEFORE_ALL, limit=9)] == [
        mine.id
    ] * 2


async def test_nothing_is_missed_however_verdicts_and_reader_meet(world: World) -> None:
    submissions = await world.add(30)
    seen: list[int] = []

    async def read() -> None:
        cursor = BEFORE_ALL
        while len(seen) < 60:
            for each in await world.batches.results(BATCH, after=cursor, limit=3):
                seen.append(each.item.number)
                cursor = each.cursor
            await anyio.lowlevel.checkpoint()

    async def judge(some: Sequence[Submission]) -> None:
        for each in some:
            await world.judge(each)

    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(read)
            for start in range(3):
                tasks.start_soon(judge, submissions[start::3])

    assert sorted(seen) == list(range(60))


async def test_a_batch_knows_how_far_it_is(world: World) -> None:
    first, second = await world.add(2)
    await world.judge(first)
    halfway = await world.batches.batch(BATCH)
    await world.judge(second, Verdict.WRONG_ANSWER)
    done = await world.batches.batch(BATCH)

    assert halfway is not None
    assert (halfway.finished, halfway.state) == (1, BatchState.JUDGING)
    assert done is not None
    assert (done.finished, done.state) == (2, BatchState.FINISHED)
    assert await world.batches.verdicts(BATCH) == {Verdict.ACCEPTED: 2, Verdict.WRONG_ANSWER: 2}


async def test_what_is_not_final_is_cancelled_together(world: World) -> None:
    judged, running, _ = await world.add(3)
    await world.judge(judged)
    await world.store.claim(running.id, 1, owner="w", at=NOW, lease_until=NOW)

    await world.batches.mark_cancelled(BATCH, at=NOW)
    assert await world.batches.cancel_some(BATCH, at=NOW, limit=100) == 2
    assert await world.batches.cancel_some(BATCH, at=NOW, limit=100) == 0

    batch = await world.batches.batch(BATCH)
    assert batch is not None
    assert (batch.state, batch.finished, batch.cancelled_at) == (BatchState.CANCELLED, 3, NOW)
    assert await world.batches.verdicts(BATCH) == {Verdict.ACCEPTED: 2, Verdict.CANCELLED: 4}


async def test_what_is_judged_once_more_gets_a_new_place(world: World) -> None:
    first, second = await world.add(2)
    await world.judge(first, Verdict.JUDGE_ERROR)
    await world.judge(second)
    seen = (await world.batches.results(BATCH, after=BEFORE_ALL, limit=10))[-1].cursor

    await world.store.retry(first.id, at=NOW)
    assert await numbers_of(world) == [2, 3]
    found = await world.store.claim(first.id, 2, owner="w", at=NOW, lease_until=NOW)
    assert found is not None
    event = event_of(found[1], EventKind.FINISHED, attempt=1)
    await world.store.commit(found[0], Result(verdict=Verdict.ACCEPTED), at=NOW, event=event)

    assert await numbers_of(world, after=seen) == [0, 1]


async def test_of_each_that_is_cancelled_listeners_are_told(world: World) -> None:
    submissions = await world.add(150)  # PostgreSQL takes these by another way

    await world.batches.cancel_some(BATCH, at=NOW, limit=150)

    told = [each.event for each in await world.store.outbox(older_than=NOW + timedelta(seconds=1), limit=200)]
    assert sorted(each.submission_id for each in told) == sorted(each.id for each in submissions)
    assert {each.result and each.result.verdict for each in told} == {Verdict.CANCELLED}
