"""What the queue in Redis does beyond the contract: bad servers, outages, forged messages."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.dispatch import BullDispatcher
from judgebox.dispatch.keys import LINES, PREFIX, REJECTED, line_key
from judgebox.dispatch.messages import MESSAGE_BYTES, REJECTED_BYTES, REJECTED_KEPT
from judgebox.dispatch.scripts import BAD_AT_ONCE
from judgebox.domain.errors import LeaseLostError, QueueError
from judgebox.domain.submission import Band, Line, Submission, SubmissionId
from judgebox.ports import Ability, Offer
from judgebox.testing import FakeClock, MemoryEvents, MemoryStore
from judgebox.usecases.reconcile import Reconciler
from redis_process import RedisProcess, redis_process

LEASE = timedelta(seconds=0.6)
NOW = timedelta(0)
SOON = timedelta(seconds=5)
LINE = Line(band=Band.PRACTICE, route="c")
ABILITY = Ability(routes=["c", "java"])


def an_offer(name: str, *, tag: int = 1, route: str = "c", band: Band = Band.PRACTICE) -> Offer:
    return Offer(submission_id=SubmissionId(f"sub_{name}"), generation=1, tag=tag, route=route, band=band)


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


async def take_name(queue: BullDispatcher, wait: timedelta = SOON, ability: Ability = ABILITY) -> str | None:
    lease = await queue.take("worker", ability, wait=wait)
    return None if lease is None else lease.submission_id.removeprefix("sub_")


# --- Servers ----------------------------------------------------------------------------------------


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


# --- Keys and markers -------------------------------------------------------------------------------


async def test_nothing_is_left_of_a_finished_offer(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer("a")])
    lease = await queue.take("worker", ABILITY, wait=SOON)
    assert lease is not None
    await queue.finish(lease)

    with redis.client() as client:
        assert client.keys("*sub_a*") == []
        assert client.keys("*marker*") == []


async def test_a_line_has_a_marker_if_and_only_if_something_may_be_taken_from_it(
    queue: BullDispatcher, redis: RedisProcess
) -> None:
    def is_marked() -> bool:
        with redis.client() as client:
            return bool(client.exists(line_key(LINE, "marker")))

    await queue.offer([an_offer("a"), an_offer("b")])
    seen = [is_marked()]
    for change in (queue.pause, queue.resume):
        await change([Band.PRACTICE])
        seen.append(is_marked())
    lease = await queue.take("worker", ABILITY, wait=NOW)
    assert lease is not None
    seen.append(is_marked())
    await queue.withdraw(an_offer("b"))
    seen.append(is_marked())
    await queue.give_back(lease)
    seen.append(is_marked())
    await queue.drain([Band.PRACTICE])
    seen.append(is_marked())

    assert seen == [True, False, True, True, False, True, False]


async def test_a_marker_that_got_lost_costs_a_second_at_most(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer("a")])
    with redis.client() as client:
        client.delete(line_key(LINE, "marker"))

    async with asyncio.timeout(1.5):
        assert await take_name(queue) == "a"


@pytest.fixture
async def patient(redis: RedisProcess) -> AsyncIterator[Callable[[], BullDispatcher]]:
    """Makes consumers that do not look for leases meanwhile, so that only markers wake them within a second."""
    async with AsyncExitStack() as stack:

        def make() -> BullDispatcher:
            dispatcher = BullDispatcher(redis.url, lease=timedelta(seconds=60))
            stack.push_async_callback(dispatcher.close)
            return dispatcher

        yield make


WOKEN_WITHIN_S = 0.8


async def test_a_consumer_that_was_woken_for_one_line_and_took_from_another_wakes_the_next_one(
    patient: Callable[[], BullDispatcher],
) -> None:
    all_round, only_c = patient(), patient()
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(take_name(all_round))
        await asyncio.sleep(0.05)  # so that it waits first, and the first marker is for it
        second = tasks.create_task(take_name(only_c, ability=Ability(routes=["c"])))
        await asyncio.sleep(0.05)
        async with asyncio.timeout(WOKEN_WITHIN_S):
            await patient().offer([an_offer("c"), an_offer("j", route="java", band=Band.CONTEST)])
            assert await first == "j"
            assert await second == "c"


@pytest.mark.parametrize("way", ["given back", "resumed", "stalled"])
async def test_whoever_waits_is_woken_by_what_comes_back(
    patient: Callable[[], BullDispatcher], queue: BullDispatcher, way: str
) -> None:
    await queue.offer([an_offer("a")])
    lease = await queue.take("worker", ABILITY, wait=NOW)
    assert lease is not None
    if way == "resumed":
        await queue.finish(lease)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(take_name(patient()))
        await asyncio.sleep(0.05)  # so that it waits by now
        match way:
            case "given back":
                await queue.give_back(lease)
            case "resumed":
                await queue.pause([Band.PRACTICE])
                await queue.offer([an_offer("a")])
                await queue.resume([Band.PRACTICE])
            case _:
                await asyncio.sleep(LEASE.total_seconds())
                assert await take_name(queue, NOW, Ability(routes=["other"])) is None  # looks for leases
        async with asyncio.timeout(WOKEN_WITHIN_S - 0.4):
            assert await waiting == "a"


async def test_a_queue_that_was_paused_by_other_means_is_passed_over(
    queue: BullDispatcher, redis: RedisProcess
) -> None:
    await queue.offer([an_offer("a"), an_offer("j", route="java", tag=2)])
    with redis.client() as client:
        client.hset(line_key(LINE, "meta"), "paused", "1")

    assert await take_name(queue) == "j"
    assert await take_name(queue, timedelta(seconds=0.1)) is None


async def test_tags_begin_anew_where_the_limit_on_priorities_ends(queue: BullDispatcher) -> None:
    for start in (1, 2**22, 2**50, 7):
        await queue.offer([an_offer(f"{start + step}", tag=start + step) for step in (2, 0, 1)])
        assert [await take_name(queue) for _ in range(3)] == [f"{start + step}" for step in range(3)]


async def test_what_is_given_back_after_tags_began_anew_has_its_place_among_the_new_ones(
    queue: BullDispatcher,
) -> None:
    await queue.offer([an_offer("old", tag=2**30)])
    lease = await queue.take("worker", ABILITY, wait=NOW)
    assert lease is not None
    await queue.offer([an_offer("new", tag=2**40)])

    await queue.give_back(lease)

    assert [await take_name(queue) for _ in range(2)] == ["old", "new"]


# --- Bad messages -----------------------------------------------------------------------------------

Forge = Callable[["RedisProcess"], None]


def as_message(job_id: str, data: str | bytes, **fields: str) -> Forge:
    def forge(redis: RedisProcess) -> None:
        with redis.client() as client:
            client.hset(line_key(LINE, job_id), mapping={"data": data, **fields})
            client.zadd(line_key(LINE, "prioritized"), {job_id: 0.5})

    return forge


def as_message_of_another_type(redis: RedisProcess) -> None:
    with redis.client() as client:
        client.rpush(line_key(LINE, "sub_x-1"), "x")
        client.rpush(line_key(LINE, "wait"), "sub_x-1")


def without_message(job_id: str) -> Forge:
    def forge(redis: RedisProcess) -> None:
        with redis.client() as client:
            client.rpush(line_key(LINE, "wait"), job_id)

    return forge


GOOD = '{"submission_id": "sub_x", "generation": 1}'


async def test_a_consumer_that_is_cancelled_passes_on_what_woke_it(
    patient: Callable[[], BullDispatcher], redis: RedisProcess
) -> None:
    async with asyncio.TaskGroup() as tasks:
        victim = tasks.create_task(take_name(patient()))
        await asyncio.sleep(0.05)  # so that it waits first, and the marker is for it
        waiting = tasks.create_task(take_name(patient()))
        await asyncio.sleep(0.05)
        as_message("sub_x-1", GOOD)(redis)  # in one go, so that it is cancelled before it can read the answer
        with redis.client() as client:
            client.zadd(line_key(LINE, "marker"), {"0": 0})
        victim.cancel()
        async with asyncio.timeout(WOKEN_WITHIN_S):
            assert await waiting == "x"


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        pytest.param(without_message("sub_x-1"), "there is no such message", id="none"),
        pytest.param(without_message("forged"), "its id is none of ours", id="id"),
        pytest.param(without_message("0:1"), "its id is none of ours", id="old marker"),
        pytest.param(without_message("x" * 100_000), "its id is none of ours", id="long id"),
        pytest.param(as_message_of_another_type, "its message is a list", id="type"),
        pytest.param(as_message("sub_x-1", ""), "its message is empty", id="empty"),
        pytest.param(as_message("sub_x-1", "{"), "not a message of ours", id="no JSON"),
        pytest.param(as_message("sub_x-1", b"\xff\xfe"), "not a message of ours", id="no text"),
        pytest.param(as_message("sub_x-1", "[" * 900), "not a message of ours", id="deep"),
        pytest.param(as_message("sub_x-1", '{"submission_id": 5, "generation": "x"}'), "not a message", id="types"),
        pytest.param(as_message("sub_x-1", GOOD + " " * MESSAGE_BYTES), "the limit is 1024", id="oversized"),
        pytest.param(as_message("sub_x-1", GOOD, **{f"f{n}": "" for n in range(40)}), "too many fields", id="fields"),
        pytest.param(as_message("sub_y-1", GOOD), "under the name of another one: sub_y-1", id="other name"),
        pytest.param(as_message("sub_x-0", GOOD.replace("1", "0")), "generation 0 does not exist", id="generation"),
        pytest.param(
            as_message("sub_x-9999999999", GOOD.replace("1", "9999999999")), "does not exist", id="large generation"
        ),
        pytest.param(as_message("sub_x-1", GOOD.replace("sub_x", "sub'; --")), "its submission_id is none", id="form"),
    ],
)
async def test_what_is_not_our_message_is_set_aside_with_its_reason(
    queue: BullDispatcher, redis: RedisProcess, forge: Forge, reason: str
) -> None:
    forge(redis)
    await queue.offer([an_offer("a")])

    assert await take_name(queue) == "a"
    [rejected] = await queue.rejected()
    assert reason in rejected.reason
    assert rejected.message
    assert len(rejected.message) <= REJECTED_BYTES
    assert abs(rejected.at - datetime.now(UTC)) < timedelta(minutes=1)
    stats = await queue.stats()
    assert (stats.waiting, stats.leased, stats.rejected) == ({}, {LINE: 1}, 1)
    with redis.client() as client:
        assert not client.exists(line_key(LINE, "sub_x-1"))


async def test_a_message_of_a_newer_version_is_taken(queue: BullDispatcher, redis: RedisProcess) -> None:
    as_message("sub_x-1", '{"submission_id": "sub_x", "generation": 1, "newer": {"than": "us"}}')(redis)

    assert await take_name(queue) == "x"


async def test_a_flood_of_bad_messages_holds_up_nobody(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer("a")])
    with redis.client() as client:
        client.rpush(line_key(LINE, "wait"), *(f"forged{number}" for number in range(5 * BAD_AT_ONCE + 1000)))

    async with asyncio.timeout(5):
        assert await take_name(queue) == "a"
    assert (await queue.stats()).rejected == 5 * BAD_AT_ONCE + 1000
    assert len(await queue.rejected(limit=10_000)) == REJECTED_KEPT


async def test_a_message_twice_is_judged_once_at_a_time(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer("a")])
    lease = await queue.take("worker", ABILITY, wait=SOON)
    assert lease is not None
    with redis.client() as client:
        client.rpush(line_key(LINE, "wait"), "sub_a-1")

    assert await take_name(queue, NOW) is None
    await queue.renew(lease)
    assert [each.reason for each in await queue.rejected()] == ["it is in work already"]


async def test_a_message_that_vanishes_in_work_is_a_lost_lease(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer("a")])
    lease = await queue.take("worker", ABILITY, wait=SOON)
    assert lease is not None
    with redis.client() as client:
        client.delete(line_key(LINE, "sub_a-1"))

    await queue.finish(lease)

    async with asyncio.timeout(3):
        while (await queue.stats()).leased:
            assert await take_name(queue, timedelta(seconds=0.1)) is None
    with pytest.raises(LeaseLostError):
        await queue.renew(lease)


async def test_a_lock_that_would_never_run_out_holds_nobody_up(queue: BullDispatcher, redis: RedisProcess) -> None:
    await queue.offer([an_offer("a")])
    await queue.take("dead", ABILITY, wait=SOON)
    with redis.client() as client:
        client.set(line_key(LINE, "sub_a-1") + ":lock", "forged")

    async with asyncio.timeout(2):
        assert await take_name(queue) == "a"


async def test_an_offer_that_fell_out_of_its_list_can_be_offered_again(
    queue: BullDispatcher, redis: RedisProcess
) -> None:
    await queue.offer([an_offer("a")])
    with redis.client() as client:
        client.delete(line_key(LINE, "prioritized"))

    assert await take_name(queue, NOW) is None
    assert await queue.offer([an_offer("a")]) == [an_offer("a")]
    assert await take_name(queue) == "a"


@pytest.mark.parametrize(
    "key",
    [
        *(line_key(LINE, part) for part in ("wait", "active", "prioritized", "marker", "events", "meta", "id")),
        *(f"{PREFIX}:{name}" for name in ("paused", "counter:practice", "base:practice", "rejections")),
        LINES,
        REJECTED,
    ],
)
@pytest.mark.parametrize("value", ["text", "hash"])
async def test_a_key_of_the_wrong_type_stops_nobody(
    queue: BullDispatcher, redis: RedisProcess, key: str, value: str
) -> None:
    await queue.offer([an_offer("before")])
    with redis.client() as client:
        client.delete(key)
        if value == "text":
            client.set(key, "forged")
        else:
            client.hset(key, "forged", "yes")

    async with asyncio.timeout(5):
        await queue.stats()
        await queue.rejected()
        await queue.offer([an_offer("before"), an_offer("after")])
        taken = {await take_name(queue, LEASE * 3), await take_name(queue, LEASE * 3)}
    assert taken == {"before", "after"}
    await queue.pause([Band.PRACTICE])
    assert (await queue.stats()).paused == {Band.PRACTICE}


async def test_what_was_forged_among_the_rejected_is_shown_as_such(queue: BullDispatcher, redis: RedisProcess) -> None:
    kept = {"message": "m", "reason": "r", "at": 1e300}
    with redis.client() as client:
        client.lpush(REJECTED, b"\xff", json.dumps(kept))

    assert [each.reason for each in await queue.rejected()] == ["it stands in the list, but we did not write it"] * 2


# --- Outages ----------------------------------------------------------------------------------------


async def test_an_outage_is_an_error_and_then_over(own_redis: RedisProcess) -> None:
    queue = await BullDispatcher.connect(own_redis.url, lease=LEASE)
    own_redis.kill()
    for call in (
        queue.take("worker", ABILITY, wait=SOON),
        queue.offer([an_offer("a")]),
        queue.stats(),
        queue.incarnation(),
    ):
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

    assert (await queue.stats()).leased == {LINE: 1}
    await queue.close()


async def test_a_worker_whose_slots_are_all_busy_still_frees_what_others_lost(queue: BullDispatcher) -> None:
    await queue.offer([an_offer("dead"), an_offer("busy")])
    await queue.take("dead", ABILITY, wait=SOON)
    busy = await queue.take("busy", ABILITY, wait=SOON)
    assert busy is not None

    async with asyncio.timeout(3):
        while not (await queue.stats()).waiting:
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
    taken = [await queue.take("worker", ABILITY, wait=SOON) for _ in range(5)]
    clock.advance(timedelta(seconds=1))

    own_redis.kill()
    own_redis.start()
    for reconciler in reconcilers:
        await reconciler.reconcile_once()

    assert None not in taken
    assert {await take_name(queue) for _ in range(20)} == {each.id.removeprefix("sub_") for each in stored}
    await queue.close()
