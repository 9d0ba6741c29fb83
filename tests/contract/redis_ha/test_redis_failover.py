"""A primary dies, and a replica takes its place: nothing is lost, and nobody needs to be restarted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.dispatch import BullDispatcher
from judgebox.dispatch.keys import PREFIX, line_key
from judgebox.domain.errors import QueueError
from judgebox.domain.events import Event, EventKind
from judgebox.domain.submission import Band, Line, Submission, SubmissionId
from judgebox.ports import Ability, Lease
from judgebox.pubsub import RedisEvents, open_events
from judgebox.testing import FakeClock, MemoryEvents, MemoryStore
from judgebox.usecases.reconcile import Reconciler
from redis_fleet import Node, Pair, cluster, sentinel_fleet

LEASE = timedelta(minutes=1)
SOON = timedelta(seconds=1)
ABILITY = Ability(routes=["c"])
LINE = Line(band=Band.PRACTICE, route="c")

AGAIN_WITHIN_S = 20
"""Sentinels and cluster take one or two seconds, on a machine that is busy with other tests some more."""


@pytest.fixture
def behind_sentinels() -> Iterator[Pair]:
    with sentinel_fleet() as fleet:
        yield fleet


@pytest.fixture(params=["sentinel", "cluster"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with sentinel_fleet() if request.param == "sentinel" else cluster(PREFIX) as fleet:
        yield fleet


class Stored:
    """Submissions in a store, and who brings the queue in line with it."""

    def __init__(self, queue: BullDispatcher, *, count: int) -> None:
        self.clock, self.store = FakeClock(datetime(2026, 11, 25, tzinfo=UTC)), MemoryStore()
        self.reconciler = Reconciler(
            store=self.store, dispatcher=queue, events=MemoryEvents(), clock=self.clock, operator=None
        )
        self.submissions = [
            Submission(id=SubmissionId(f"sub_{number}"), language="c", source="", created_at=self.clock.now())
            for number in range(count)
        ]
        self.ids = {each.id for each in self.submissions}

    async def offer_all(self) -> None:
        await self.store.add_submissions(self.submissions)
        await self.reconciler.reconcile_once()
        self.clock.advance(timedelta(seconds=1))  # far less than after what offers are repeated in any case

    async def reconcile(self) -> None:
        with anyio.fail_after(AGAIN_WITHIN_S):
            while True:
                try:
                    return await self.reconciler.reconcile_once()
                except QueueError:
                    await anyio.sleep(0.1)


async def take_as_worker(queue: BullDispatcher, count: int) -> list[Lease]:
    """Take as a worker does: what fails is tried again."""
    leases: list[Lease] = []
    with anyio.fail_after(AGAIN_WITHIN_S):
        while len(leases) < count:
            try:
                lease = await queue.take("worker", ABILITY, wait=SOON)
            except QueueError:
                await anyio.sleep(0.1)
            else:
                leases += [lease] if lease is not None else []
    return leases


async def test_a_failover_in_the_middle_loses_nothing(pair: Pair) -> None:
    queue = await BullDispatcher.connect(pair.url, lease=LEASE)
    stored = Stored(queue, count=30)
    await stored.offer_all()
    held = await take_as_worker(queue, 10)
    pair.wait_replicated()

    pair.primary.kill()

    left = await take_as_worker(queue, 20)
    assert {lease.submission_id for lease in [*held, *left]} == stored.ids
    for lease in held:
        await queue.renew(lease)
        await queue.finish(lease)
    await stored.reconcile()
    assert (await queue.stats()).leased == {LINE: 20}
    await queue.close()


async def test_a_primary_that_hangs_is_left_for_the_new_one(pair: Pair) -> None:
    queue = await BullDispatcher.connect(pair.url, lease=LEASE)
    stored = Stored(queue, count=2)
    await stored.offer_all()
    pair.wait_replicated()

    pair.primary.freeze()

    assert {lease.submission_id for lease in await take_as_worker(queue, 2)} == stored.ids
    await queue.close()


@pytest.mark.parametrize("lacks", ["everything", "the newest offers"])
async def test_what_a_new_primary_never_got_is_offered_again_at_once(behind_sentinels: Pair, lacks: str) -> None:
    queue = await BullDispatcher.connect(behind_sentinels.url, lease=LEASE)
    stored = Stored(queue, count=20)
    await stored.offer_all()
    behind_sentinels.wait_replicated()
    with behind_sentinels.replica_overwritten() as replica:
        if lacks == "everything":
            replica.flushall()
        else:
            replica.zremrangebyrank(line_key(LINE, "prioritized"), -5, -1)

    behind_sentinels.primary.kill()
    behind_sentinels.wait_promoted()
    await stored.reconcile()

    assert {lease.submission_id for lease in await take_as_worker(queue, 20)} == stored.ids
    await queue.close()


async def test_a_listener_whose_node_dies_hears_on_from_another(pair: Pair) -> None:
    async with open_events(pair.url) as events, open_events(pair.url) as there:
        with anyio.fail_after(AGAIN_WITHIN_S * 2):
            async with there.listen_to_submission(SubmissionId("sub_1")) as heard:
                await events.publish(an_event(1))
                assert await anext(heard) == an_event(1)
                pair.wait_replicated()

                node_with_listeners(pair).kill()

                await publish_as_worker(events, an_event(2))
                assert await anext(heard) == an_event(2)


def an_event(sequence: int) -> Event:
    return Event(
        kind=EventKind.RUNNING,
        submission_id=SubmissionId("sub_1"),
        problem_id=None,
        user_id=None,
        generation=1,
        attempt=1,
        sequence=sequence,
    )


def node_with_listeners(pair: Pair) -> Node:
    for node in pair.nodes:
        with node.client() as client:
            if "{judgebox}:live" in client.pubsub_channels():
                return node
    raise AssertionError("nobody listens")


async def publish_as_worker(events: RedisEvents, event: Event) -> None:
    while True:
        try:
            return await events.publish(event)
        except QueueError:
            await anyio.sleep(0.1)
