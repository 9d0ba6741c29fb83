"""What the queue in Redis does beyond the contract: bad servers, outages, forged messages."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.dispatch import BullDispatcher
from judgebox.dispatch.keys import queue_key
from judgebox.domain.errors import QueueError
from judgebox.domain.submission import Submission, SubmissionId
from judgebox.ports import Band, Offer
from judgebox.testing import FakeClock, MemoryEvents, MemoryStore
from judgebox.usecases.reconcile import Reconciler
from redis_process import RedisProcess, redis_process

LEASE = timedelta(seconds=0.6)
NOW = timedelta(0)
SOON = timedelta(seconds=5)


def an_offer(name: str, *, user: str | None = None, band: Band = Band.PRACTICE) -> Offer:
    return Offer(submission_id=SubmissionId(f"sub_{name}"), generation=1, band=band, user_id=user)


@pytest.fixture
async def queue(redis: RedisProcess) -> AsyncIterator[BullDispatcher]:
    dispatcher = await BullDispatcher.connect(redis.url, lease=LEASE)
    yield dispatcher
    await dispatcher.close()


@pytest.fixture
def own_redis() -> Iterator[RedisProcess]:
    """One that a test may kill."""
    with redis_process() as server:
        yield server


async def take_name(queue: BullDispatcher, wait: timedelta = SOON) -> str | None:
    lease = await queue.take("worker", wait=wait)
    return None if lease is None else lease.submission_id.removeprefix("sub_")


async def test_a_server_that_may_evict_is_refused() -> None:
    with redis_process("--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru") as server:
        with pytest.raises(QueueError, match=r"maxmemory-policy allkeys-lru.*noeviction"):
            await BullDispatcher.connect(server.url)


async def test_a_server_that_is_away_is_named_without_its_password() -> None:
    with pytest.raises(QueueError) as raised:
        await BullDispatcher.connect("redis://judge:secret@127.0.0.1:1/0")

    assert "127.0.0.1:1" in str(raised.value)
    assert "secret" not in str(raised.value)


async def test_a_wrong_password_is_said() -> None:
    with redis_process("--requirepass", "right") as server:
        with pytest.raises(QueueError, match="password"):
            await BullDispatcher.connect(server.url.replace("unix://", "unix://:wrong@"))


async def test_nothing_is_left_of_a_finished_offer(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer("a", user="ann")])
    lease = await queue.take("worker", wait=SOON)
    assert lease is not None
    await queue.finish(lease)

    with redis.client() as client:
        assert client.keys("*sub_a*") == []


async def test_what_is_not_our_message_is_thrown_away(queue: BullDispatcher, redis: RedisProcess) -> None:
    with redis.client() as client:
        client.lpush(queue_key(Band.PRACTICE, "wait"), "no-such-job", "forged")
        client.hset(queue_key(Band.PRACTICE, "forged"), mapping={"data": '{"submission_id": 5, "generation": "x"}'})
    await queue.offer([an_offer("a")])

    assert await take_name(queue) == "a"
    stats = await queue.stats()
    assert (stats.waiting[Band.PRACTICE], stats.leased[Band.PRACTICE]) == (0, 1)


async def test_offers_are_served_although_the_tags_are_lost(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer(f"a{number}", user="ann") for number in range(3)])
    with redis.client() as client:
        client.delete(queue_key(Band.PRACTICE, "tags"))
    await queue.offer([an_offer(f"a{number}", user="ann") for number in range(3, 6)])

    assert {await take_name(queue) for _ in range(6)} == {f"a{number}" for number in range(6)}


async def test_a_deep_backlog_is_not_starved_by_newcomers(queue: BullDispatcher) -> None:
    await queue.offer([an_offer(f"deep{number}", user="deep") for number in range(5)])
    served = []
    for newcomer in range(40):  # always two newcomers for one offer that we serve
        await queue.offer([an_offer(f"{newcomer}-{half}", user=f"user{newcomer}-{half}") for half in range(2)])
        served.append(await take_name(queue))

    assert {"deep0", "deep1", "deep2"} <= set(served)


async def test_a_marker_that_got_lost_costs_a_second_at_most(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer("a")])
    with redis.client() as client:
        client.delete(queue_key(Band.PRACTICE, "marker"))

    async with asyncio.timeout(1.5):
        assert await take_name(queue) == "a"


async def test_an_outage_is_an_error_and_then_over(own_redis: RedisProcess) -> None:
    queue = await BullDispatcher.connect(own_redis.url, lease=LEASE)
    own_redis.kill()
    for call in (queue.take("worker", wait=SOON), queue.offer([an_offer("a")]), queue.stats(), queue.incarnation()):
        with pytest.raises(QueueError, match="away"):
            await call

    own_redis.start()

    await queue.offer([an_offer("a")])
    assert await take_name(queue) == "a"
    await queue.close()


async def test_a_short_restart_is_bridged_and_shows_as_another_incarnation(own_redis: RedisProcess) -> None:
    queue = await BullDispatcher.connect(own_redis.url, lease=LEASE)
    before = await queue.incarnation()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(take_name, queue)
        await anyio.sleep(0.05)
        own_redis.kill()
        own_redis.start()
        assert await queue.incarnation() != before
        await queue.offer([an_offer("a")])

    assert (await queue.stats()).leased[Band.PRACTICE] == 1
    await queue.close()


async def test_a_worker_whose_slots_are_all_busy_still_frees_what_others_lost(queue: BullDispatcher) -> None:
    await queue.offer([an_offer("dead"), an_offer("busy")])
    await queue.take("dead", wait=SOON)
    busy = await queue.take("busy", wait=SOON)
    assert busy is not None

    async with asyncio.timeout(3):
        while (await queue.stats()).waiting[Band.PRACTICE] == 0:
            await queue.renew(busy)
            await asyncio.sleep(0.1)


async def test_a_redis_that_came_back_empty_gets_everything_again_from_the_store(own_redis: RedisProcess) -> None:
    clock, store = FakeClock(datetime(2026, 11, 25, tzinfo=UTC)), MemoryStore()
    queue = await BullDispatcher.connect(own_redis.url, lease=LEASE)
    reconcilers = [Reconciler(store=store, dispatcher=queue, events=MemoryEvents(), clock=clock) for _ in range(2)]
    stored = {
        Submission(id=SubmissionId(f"sub_{number}"), language="c", source="", created_at=clock.now())
        for number in range(20)
    }
    await store.add_submissions(list(stored))
    await reconcilers[0].reconcile_once()
    taken = [await queue.take("worker", wait=SOON) for _ in range(5)]
    clock.advance(timedelta(seconds=1))

    own_redis.kill()
    own_redis.start()
    for reconciler in reconcilers:
        await reconciler.reconcile_once()

    assert None not in taken
    assert {await take_name(queue) for _ in range(20)} == {each.id.removeprefix("sub_") for each in stored}
    await queue.close()
