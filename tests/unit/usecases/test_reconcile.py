"""What the reconciler repairs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.domain.errors import QueueError
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.submission import Band, State, Submission, SubmissionId, submission_id_of
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Ability
from judgebox.testing import FakeClock, MemoryDispatcher, MemoryEvents, MemoryStore, MemorySwitches
from judgebox.usecases.offer import offer_of
from judgebox.usecases.operate import Operator
from judgebox.usecases.reconcile import LOW_WATER, OFFER_AGAIN_AFTER, OFFERS_AT_ONCE, Reconciler, keep_reconciling
from judgebox.usecases.tell import tell_outbox

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class World:
    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.store = MemoryStore()
        self.dispatcher = MemoryDispatcher(self.clock)
        self.events = MemoryEvents()

    def reconciler(self) -> Reconciler:
        return Reconciler(store=self.store, dispatcher=self.dispatcher, events=self.events, clock=self.clock)

    async def store_submissions(self, count: int = 1) -> Sequence[SubmissionId]:
        submissions = [
            Submission(
                id=submission_id_of(NOW, number.to_bytes(10, "big")), language="python3", source="", created_at=NOW
            )
            for number in range(count)
        ]
        return [each.id for each in await self.store.add_submissions(submissions)]

    async def lose(self, submission_id: SubmissionId) -> None:
        stored = await self.store.submission(submission_id)
        assert stored is not None
        await self.dispatcher.withdraw(offer_of(stored))

    async def waiting(self) -> int:
        return sum((await self.dispatcher.stats()).waiting.values())

    async def judge_from_queue(self, count: int) -> None:
        for _ in range(count):
            lease = await self.dispatcher.take("worker", Ability(routes={"python3"}), wait=timedelta())
            assert lease is not None
            await self.judge(lease.submission_id)
            await self.dispatcher.finish(lease)

    async def judge(self, submission_id: SubmissionId) -> None:
        claimed = await self.store.claim(submission_id, 1, owner="worker", at=NOW, lease_until=NOW + 30 * SECOND)
        assert claimed is not None
        claim, submission = claimed
        result = Result(verdict=Verdict.ACCEPTED)
        event = event_of(submission, EventKind.FINISHED, attempt=1, result=result)
        assert await self.store.commit(claim, result, at=self.clock.now(), event=event)


@pytest.fixture
def world() -> World:
    return World()


async def test_what_is_stored_but_was_never_offered_is_offered(world: World) -> None:
    await world.store_submissions(3)

    await world.reconciler().reconcile_once()

    assert await world.waiting() == 3


async def test_what_was_offered_lately_is_left_alone(world: World) -> None:
    reconciler = world.reconciler()
    [submission_id] = await world.store_submissions()
    await reconciler.reconcile_once()
    world.clock.advance(SECOND)
    await world.lose(submission_id)  # as if the queue had lost this one

    await reconciler.reconcile_once()

    assert await world.waiting() == 0


async def test_what_was_offered_long_ago_is_offered_again(world: World) -> None:
    reconciler = world.reconciler()
    [submission_id] = await world.store_submissions()
    await reconciler.reconcile_once()
    await world.lose(submission_id)
    world.clock.advance(OFFER_AGAIN_AFTER + SECOND)

    await reconciler.reconcile_once()

    assert await world.waiting() == 1


async def test_a_submission_that_is_not_due_yet_waits(world: World) -> None:
    [submission_id] = await world.store_submissions()
    claimed = await world.store.claim(submission_id, 1, owner="worker", at=NOW, lease_until=NOW + SECOND)
    assert claimed is not None
    await world.store.give_back(claimed[0], error="a box failed", at=NOW, not_before=NOW + 10 * SECOND)
    reconciler = world.reconciler()
    await reconciler.reconcile_once()
    assert await world.waiting() == 0

    world.clock.advance(10 * SECOND)
    await reconciler.reconcile_once()

    assert await world.waiting() == 1


async def test_an_attempt_whose_claim_ran_out_is_offered_again_at_once(world: World) -> None:
    reconciler = world.reconciler()
    [submission_id] = await world.store_submissions()
    await reconciler.reconcile_once()
    lease = await world.dispatcher.take("worker", Ability(routes={"python3"}), wait=timedelta())
    assert lease is not None
    await world.store.claim(submission_id, 1, owner="worker", at=NOW, lease_until=NOW + SECOND)
    world.dispatcher.lose_all()
    world.clock.advance(2 * SECOND)

    await reconciler.reconcile_once()

    assert await world.waiting() == 1
    stored = await world.store.submission(submission_id)
    assert stored is not None
    assert stored.state is State.QUEUED


async def test_a_queue_that_came_back_empty_gets_everything_again(world: World) -> None:
    reconciler = world.reconciler()
    await world.store_submissions(5)
    await reconciler.reconcile_once()
    assert await world.waiting() == 5
    world.clock.advance(SECOND)

    world.dispatcher.lose_all()
    await reconciler.reconcile_once()

    assert await world.waiting() == 5


async def test_a_queue_that_came_back_empty_pauses_again_before_anything_is_offered(world: World) -> None:
    switches = MemorySwitches()
    reconciler = world.reconciler()
    reconciler.operator = Operator(switches=switches, dispatcher=world.dispatcher, clock=world.clock)
    await reconciler.operator.pause([Band.PRACTICE])
    await reconciler.reconcile_once()
    world.dispatcher.lose_all()
    await world.store_submissions()

    await reconciler.reconcile_once()

    assert await world.waiting() == 1
    assert await world.dispatcher.take("worker", Ability(routes={"python3"}), wait=timedelta()) is None


async def test_what_the_queue_has_no_room_for_follows_when_it_runs_low(world: World) -> None:
    reconciler = world.reconciler()
    await world.store_submissions(OFFERS_AT_ONCE + 50)
    await reconciler.reconcile_once()
    assert await world.waiting() == OFFERS_AT_ONCE
    await reconciler.top_up()
    assert await world.waiting() == OFFERS_AT_ONCE  # not before half of it is gone

    await world.judge_from_queue(OFFERS_AT_ONCE - LOW_WATER + 1)
    await reconciler.top_up()

    assert await world.waiting() == LOW_WATER - 1 + 50


async def test_a_new_reconciler_trusts_no_queue(world: World) -> None:
    await world.store_submissions()
    await world.reconciler().reconcile_once()
    world.dispatcher.lose_all()
    world.clock.advance(SECOND)

    await world.reconciler().reconcile_once()

    assert await world.waiting() == 1


async def test_several_reconcilers_offer_once(world: World) -> None:
    await world.store_submissions(3)

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(world.reconciler().reconcile_once)

    assert await world.waiting() == 3


async def test_an_event_that_nobody_told_is_told_after_a_while(world: World) -> None:
    reconciler = world.reconciler()
    [submission_id] = await world.store_submissions()
    await world.judge(submission_id)
    await reconciler.reconcile_once()
    assert world.events.told == []  # whoever committed it may be about to tell it

    world.clock.advance(10 * SECOND)
    await reconciler.reconcile_once()
    await reconciler.reconcile_once()

    assert [event.kind for event in world.events.told] == [EventKind.FINISHED]


async def test_the_outbox_of_a_submission_is_told_and_cleared(world: World) -> None:
    first, second = await world.store_submissions(2)
    await world.judge(first)
    await world.judge(second)

    await tell_outbox(world.store, world.events, first)
    await tell_outbox(world.store, world.events, first)

    assert [event.submission_id for event in world.events.told] == [first]
    assert len(await world.store.outbox_of(second)) == 1


async def test_what_can_not_be_told_stays_in_the_outbox(world: World) -> None:
    [submission_id] = await world.store_submissions()
    await world.judge(submission_id)
    world.events.is_away = True

    with pytest.raises(QueueError):
        await tell_outbox(world.store, world.events, submission_id)

    assert len(await world.store.outbox_of(submission_id)) == 1


async def test_reconciling_goes_on_when_the_queue_is_back(world: World) -> None:
    await world.store_submissions()
    world.dispatcher.is_away = True
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: keep_reconciling(world.reconciler(), every=timedelta(milliseconds=1)))
        await anyio.wait_all_tasks_blocked()
        world.dispatcher.is_away = False
        with anyio.fail_after(2):
            while await world.waiting() == 0:
                await anyio.sleep(0.001)
        tasks.cancel_scope.cancel()
