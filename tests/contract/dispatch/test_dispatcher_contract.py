"""What every queue promises: the ones in memory, Redis, the embedded Valkey, SQLite and PostgreSQL."""

import asyncio
import random
from collections.abc import Callable, Collection
from datetime import timedelta

import anyio
import pytest

from judgebox.domain.errors import LeaseLostError
from judgebox.domain.submission import Band, Line, SubmissionId
from judgebox.domain.turns import LOWER_EVERY, WINDOW, WINDOW_LIMIT
from judgebox.ports import Ability, Dispatcher, Lease, Offer
from redis_process import eventually

NOW = timedelta(0)
SOON = timedelta(seconds=5)
ROUTES = ("c", "java", "python")


def an_offer(
    name: str,
    *,
    generation: int = 1,
    band: Band = Band.PRACTICE,
    tag: int = 1,
    route: str = "c",
    avoid: str | None = None,
) -> Offer:
    return Offer(
        submission_id=SubmissionId(f"sub_{name}"), generation=generation, band=band, tag=tag, route=route, avoid=avoid
    )


async def look(
    queue: Dispatcher,
    worker: str = "worker",
    wait: timedelta = NOW,
    *,
    routes: Collection[str] = ROUTES,
    bands: Collection[Band] = tuple(Band),
) -> Lease | None:
    return await queue.take(worker, Ability(routes=routes, bands=bands), wait=wait)


async def take(
    queue: Dispatcher, worker: str = "worker", wait: timedelta = SOON, *, routes: Collection[str] = ROUTES
) -> Lease:
    lease = await look(queue, worker, wait, routes=routes)
    assert lease is not None
    return lease


async def take_names(queue: Dispatcher, count: int, *, routes: Collection[str] = ROUTES) -> list[str]:
    return [(await take(queue, routes=routes)).submission_id.removeprefix("sub_") for _ in range(count)]


# --- One offer --------------------------------------------------------------------------------------


async def test_an_offer_is_taken_as_it_was_offered(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a", generation=3, band=Band.BULK, avoid="worker-7")])

    lease = await take(queue)

    assert (lease.submission_id, lease.generation) == ("sub_a", 3)
    assert (lease.band, lease.avoid) == (Band.BULK, "worker-7")


async def test_an_empty_queue_gives_nothing_within_the_wait(queue: Dispatcher) -> None:
    assert await look(queue, wait=timedelta(seconds=0.05)) is None


async def test_an_offer_is_taken_once(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    await take(queue)

    assert await look(queue, "other") is None


async def test_the_same_offer_again_changes_nothing_and_counts_as_in_the_queue(queue: Dispatcher) -> None:
    offers = [an_offer("a"), an_offer("a")]

    assert await queue.offer(offers) == offers
    assert await queue.offer([an_offer("a", tag=7)]) == [an_offer("a", tag=7)]
    await take(queue)
    assert await queue.offer([an_offer("a")]) == [an_offer("a")]

    assert await look(queue) is None


async def test_another_generation_is_another_offer(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a", generation=1), an_offer("a", generation=2)])

    assert [(await take(queue)).generation, (await take(queue)).generation] == [1, 2]


async def test_offering_nothing_is_fine(queue: Dispatcher) -> None:
    assert await queue.offer([]) == []


# --- Order ------------------------------------------------------------------------------------------


async def test_bands_are_served_in_strict_order(queue: Dispatcher) -> None:
    await queue.offer([an_offer(band.name, band=band) for band in reversed(Band)])

    assert await take_names(queue, 4) == ["CONTEST", "PRACTICE", "BULK", "REJUDGE"]


async def test_a_share_of_the_turns_begins_with_the_lower_bands(queue: Dispatcher) -> None:
    await queue.offer([an_offer(f"c{number}", band=Band.CONTEST) for number in range(3 * LOWER_EVERY)])
    await queue.offer([an_offer(f"r{number}", band=Band.REJUDGE) for number in range(9)])

    names = await take_names(queue, 3 * LOWER_EVERY)

    assert [number for number, name in enumerate(names, start=1) if name.startswith("r")] == [
        LOWER_EVERY,
        2 * LOWER_EVERY,
        3 * LOWER_EVERY,
    ]


async def test_inside_a_band_lower_tags_come_first_and_equal_ones_in_order_of_arrival(queue: Dispatcher) -> None:
    names = ["2a", "1a", "3a", "2b", "1b", "3b", "1c"]
    await queue.offer([an_offer(name, tag=int(name[0])) for name in names[:4]])
    await queue.offer([an_offer(name, tag=int(name[0])) for name in names[4:]])

    assert await take_names(queue, 7) == sorted(names)


async def test_that_order_holds_over_all_routes_of_a_band(queue: Dispatcher) -> None:
    names = [f"{number:02}" for number in range(30)]
    offers = [an_offer(name, tag=1_000_000 + int(name) // 4, route=ROUTES[int(name) % 3 - 1]) for name in names]
    by_tag = random.Random(5).sample(range(8), 8)
    for tag in by_tag:  # the tags at random, each of them in order
        await queue.offer([offer for offer in offers if offer.tag == 1_000_000 + tag])

    assert await take_names(queue, 30) == names


async def test_tags_that_are_very_far_apart_are_served_in_order_where_it_can_be(queue: Dispatcher) -> None:
    await queue.offer([an_offer("far", tag=2**40), an_offer("near", tag=2**40 - 5)])
    await queue.offer([an_offer("first", tag=1)])

    assert await take_names(queue, 3) == ["first", "near", "far"]


# --- Routes -----------------------------------------------------------------------------------------


async def test_a_worker_never_takes_what_it_can_not_judge(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a", route="java")])

    assert await look(queue, routes=["c", "python"], wait=timedelta(seconds=0.1)) is None
    assert (await take(queue, routes=["java"])).submission_id == "sub_a"


async def test_a_worker_is_not_held_up_by_what_it_can_not_judge(queue: Dispatcher) -> None:
    await queue.offer([an_offer(f"j{number}", route="java", band=Band.CONTEST) for number in range(50)])
    await queue.offer([an_offer("a", route="c", band=Band.REJUDGE, tag=9)])

    assert await take_names(queue, 1, routes=["c"]) == ["a"]


async def test_a_worker_takes_from_the_bands_that_it_asks_for_alone(queue: Dispatcher) -> None:
    await queue.offer([an_offer("r", band=Band.REJUDGE), an_offer("c", band=Band.CONTEST)])

    taken = await look(queue, bands=[Band.PRACTICE, Band.REJUDGE])

    assert taken is not None
    assert taken.submission_id == "sub_r"
    assert await look(queue, bands=[Band.PRACTICE, Band.REJUDGE]) is None


async def test_a_worker_that_can_judge_nothing_gets_nothing(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])

    assert await look(queue, routes=[], wait=timedelta(seconds=0.05)) is None
    assert await look(queue, bands=[], wait=timedelta(seconds=0.05)) is None


async def test_a_route_may_have_any_name(queue: Dispatcher) -> None:
    routes = ["c++", "{x}:wait", "ж", "a-b", "%41", ""]
    await queue.offer([an_offer(str(number), route=route) for number, route in enumerate(routes)])

    assert set((await queue.stats()).waiting) == {Line(band=Band.PRACTICE, route=route) for route in routes}
    for number, route in enumerate(routes):
        assert await take_names(queue, 1, routes=[route]) == [str(number)]


# --- Waiting ----------------------------------------------------------------------------------------


async def test_a_take_that_waits_gets_what_is_offered_meanwhile(connect: Callable[[], Dispatcher]) -> None:
    queue, other = connect(), connect()
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(take(queue))
        await asyncio.sleep(0)
        await other.offer([an_offer("a")])

    assert waiting.result().submission_id == "sub_a"


async def test_consumers_that_wait_share_what_is_offered_at_once(connect: Callable[[], Dispatcher]) -> None:
    queues = [connect() for _ in range(4)]
    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(take(queue)) for queue in queues]
        await asyncio.sleep(0)
        await connect().offer([an_offer(str(number)) for number in range(4)])

    assert len({task.result().submission_id for task in waiting}) == 4


async def test_consumers_of_different_routes_each_get_theirs(connect: Callable[[], Dispatcher]) -> None:
    all_round, only_c = connect(), connect()
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(take(all_round))
        second = tasks.create_task(take(only_c, routes=["c"]))
        await asyncio.sleep(0.02)  # so that both wait by now
        await connect().offer([an_offer("c"), an_offer("j", route="java", band=Band.CONTEST)])

    assert (first.result().submission_id, second.result().submission_id) == ("sub_j", "sub_c")


# --- Leases -----------------------------------------------------------------------------------------


async def test_a_lease_that_is_not_renewed_goes_to_another_worker_before_all_others(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a", tag=5)])
    lost = await take(queue, "dead")
    await queue.offer([an_offer("b", tag=1, route="java")])

    async def ran_out() -> bool:
        try:
            await queue.renew(lost)
        except LeaseLostError:
            return True
        return False

    await asyncio.sleep(0.7)
    await eventually(ran_out)
    taken = await take(queue, "alive")

    assert taken.submission_id == lost.submission_id
    assert taken.token != lost.token
    with pytest.raises(LeaseLostError):
        await queue.renew(lost)
    await queue.renew(taken)


async def test_a_lease_that_is_renewed_stays(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    lease = await take(queue)

    for _ in range(8):  # twice the lease
        assert await look(queue, "other", wait=timedelta(seconds=0.15)) is None
        await queue.renew(lease)


async def test_a_lost_lease_ends_nothing(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    lost = await take(queue)
    taken = await take(queue)

    await queue.finish(lost)
    await queue.give_back(lost)
    await queue.reject(lost, "nothing is wrong with it")

    await queue.renew(taken)
    assert await look(queue, "third") is None
    assert await queue.rejected() == []


async def test_two_workers_of_one_name_have_leases_of_their_own(connect: Callable[[], Dispatcher]) -> None:
    await connect().offer([an_offer("a"), an_offer("b")])
    first, second = await take(connect(), "twin"), await take(connect(), "twin")

    assert first.submission_id != second.submission_id
    assert first.token != second.token


async def test_what_is_finished_does_not_come_back(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    lease = await take(queue)
    await queue.finish(lease)

    assert await look(queue, wait=timedelta(seconds=0.8)) is None
    with pytest.raises(LeaseLostError):
        await queue.renew(lease)


async def test_what_is_finished_may_be_offered_again(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    await queue.finish(await take(queue))
    await queue.offer([an_offer("a")])

    assert (await take(queue)).submission_id == "sub_a"


async def test_what_is_given_back_is_there_at_once(connect: Callable[[], Dispatcher]) -> None:
    queue, other = connect(), connect()
    await queue.offer([an_offer("a")])
    lease = await take(queue)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(take(other, wait=timedelta(seconds=0.4)))  # sooner than the lease runs out
        await asyncio.sleep(0.05)  # so that it waits by now
        await queue.give_back(lease)

    assert waiting.result().submission_id == "sub_a"


async def test_what_is_given_back_has_its_old_place(queue: Dispatcher) -> None:
    await queue.offer([an_offer("1", tag=1), an_offer("2", tag=2), an_offer("3", tag=3)])
    taken = [await take(queue) for _ in range(2)]
    for lease in reversed(taken):
        await queue.give_back(lease)

    assert await take_names(queue, 3) == ["1", "2", "3"]


# --- Room -------------------------------------------------------------------------------------------


async def test_a_line_holds_a_bounded_number_of_offers(queue: Dispatcher) -> None:
    offers = [an_offer(str(number), tag=5) for number in range(WINDOW + 5)]

    assert await queue.offer(offers) == offers[:WINDOW]
    assert await queue.offer([an_offer("java", route="java"), an_offer("band", band=Band.BULK)]) != []
    assert (await queue.stats()).waiting[offers[0].line] == WINDOW
    assert await queue.offer(offers) == offers[:WINDOW]

    await queue.finish(await take(queue, routes=["c"]))
    assert await queue.offer(offers[WINDOW:]) == offers[WINDOW:][:1]


async def test_what_is_to_be_served_earlier_finds_some_more_room(queue: Dispatcher) -> None:
    await queue.offer([an_offer(str(number), tag=5) for number in range(WINDOW)])
    early = [an_offer(f"e{number}", tag=4) for number in range(WINDOW + 5)]

    assert await queue.offer([an_offer("same", tag=5), an_offer("late", tag=6)]) == []
    assert await queue.offer(early) == early[: WINDOW_LIMIT - WINDOW]
    assert await take_names(queue, 1) == ["e0"]


# --- Taking away, and switches ----------------------------------------------------------------------


async def test_what_is_withdrawn_is_not_taken(queue: Dispatcher) -> None:
    offers = [an_offer("a"), an_offer("b", band=Band.REJUDGE), an_offer("c", route="java")]
    await queue.offer(offers)
    for offer in offers[:2]:
        await queue.withdraw(offer)

    assert await take_names(queue, 1) == ["c"]
    assert await look(queue) is None


async def test_withdrawing_what_is_taken_unknown_or_in_another_line_does_nothing(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    lease = await take(queue)
    await queue.offer([an_offer("c")])

    await queue.withdraw(an_offer("a"))
    await queue.withdraw(an_offer("b"))
    await queue.withdraw(an_offer("c", band=Band.CONTEST))

    await queue.renew(lease)
    assert await take_names(queue, 1) == ["c"]


async def test_nothing_is_taken_from_a_paused_band_until_it_is_resumed(connect: Callable[[], Dispatcher]) -> None:
    queue, other = connect(), connect()
    await queue.offer([an_offer("c", band=Band.CONTEST), an_offer("p", band=Band.PRACTICE)])
    lease = await take(queue)

    await queue.pause([Band.CONTEST, Band.BULK])
    await queue.offer([an_offer("late", band=Band.CONTEST)])

    await other.renew(lease)
    await queue.finish(lease)
    assert await take_names(other, 1) == ["p"]
    assert await look(other, wait=timedelta(seconds=0.1)) is None
    assert (await other.stats()).paused == {Band.CONTEST, Band.BULK}
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(take(other))
        await asyncio.sleep(0.05)  # so that it waits by now
        await queue.resume([Band.CONTEST])
    assert waiting.result().submission_id == "sub_late"
    assert (await other.stats()).paused == {Band.BULK}


async def test_a_drained_band_has_lost_what_waits_but_not_what_is_leased(queue: Dispatcher) -> None:
    await queue.offer([an_offer(str(number), route=ROUTES[number % 3]) for number in range(6)])
    await queue.offer([an_offer("other", band=Band.BULK)])
    lease = await take(queue)

    assert await queue.drain([Band.PRACTICE, Band.CONTEST]) == 5
    assert await queue.drain([Band.PRACTICE]) == 0

    await queue.renew(lease)
    assert await take_names(queue, 1) == ["other"]
    assert await queue.offer([an_offer("5")]) == [an_offer("5")]
    assert await take_names(queue, 1) == ["5"]


async def test_what_is_rejected_is_shown_with_its_reason_and_does_not_come_back(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a"), an_offer("b")])
    for reason in ("first", "second"):
        await queue.reject(await take(queue), reason)

    rejected = await queue.rejected()

    assert [each.reason for each in rejected] == ["second", "first"]
    assert "sub_a" in rejected[1].message
    assert [each.reason for each in await queue.rejected(limit=1)] == ["second"]
    assert (await queue.stats()).rejected == 2
    assert await look(queue, wait=timedelta(seconds=0.8)) is None


# --- Figures ----------------------------------------------------------------------------------------


async def test_stats_count_what_waits_and_what_is_leased_by_line(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a"), an_offer("b"), an_offer("j", route="java"), an_offer("r", band=Band.REJUDGE)])
    await take(queue)

    stats = await queue.stats()

    assert stats.waiting == {
        Line(band=Band.PRACTICE, route="c"): 1,
        Line(band=Band.PRACTICE, route="java"): 1,
        Line(band=Band.REJUDGE, route="c"): 1,
    }
    assert stats.leased == {Line(band=Band.PRACTICE, route="c"): 1}
    assert (stats.waiting_in(Band.PRACTICE), stats.leased_in(Band.PRACTICE)) == (2, 1)
    assert (stats.paused, stats.rejected) == (frozenset(), 0)


async def test_the_incarnation_is_the_same_for_all_while_the_queue_lives(connect: Callable[[], Dispatcher]) -> None:
    first, second = connect(), connect()

    assert await first.incarnation() == await second.incarnation() == await first.incarnation()


# --- Whatever happens -------------------------------------------------------------------------------


async def test_a_cancelled_take_loses_nothing(connect: Callable[[], Dispatcher]) -> None:
    queue, other = connect(), connect()
    chance = random.Random(7)
    for round_ in range(30):
        leases: list[Lease] = []

        async def take_one(leases: list[Lease] = leases) -> None:
            leases.append(await take(queue))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(take_one)
            await anyio.sleep(chance.random() * 0.002)
            await other.offer([an_offer(f"{round_}")])
            await anyio.sleep(chance.random() * 0.002)
            tasks.cancel_scope.cancel()

        if not leases:
            async with asyncio.timeout(2):  # at the latest when the lease of a lost answer has run out
                leases.append(await take(other))
        assert leases[0].submission_id == f"sub_{round_}"
        await other.finish(leases[0])


async def test_whatever_happens_to_consumers_every_offer_is_finished(connect: Callable[[], Dispatcher]) -> None:
    """Three consumers, of which each is now and then cancelled, or abandons what it took."""
    offers = [
        an_offer(str(number), tag=number // 7 + 1, band=Band(number % 4 + 1), route=ROUTES[number % 3])
        for number in range(120)
    ]
    finished: set[str] = set()
    chance = random.Random(11)

    async def consume(queue: Dispatcher, routes: Collection[str]) -> None:
        while True:
            lease = await look(queue, wait=SOON, routes=routes)
            if lease is None:
                continue
            await anyio.sleep(chance.random() * 0.01)
            if chance.random() < 0.05:
                continue  # as if killed: neither finished nor given back
            try:
                await queue.renew(lease)
            except LeaseLostError:
                continue
            finished.add(lease.submission_id)
            await queue.finish(lease)

    async def consume_with_interruptions(queue: Dispatcher, routes: Collection[str]) -> None:
        while True:
            with anyio.move_on_after(0.02 + chance.random() * 0.2):
                await consume(queue, routes)

    async def is_empty() -> bool:
        stats = await watcher.stats()
        return not stats.waiting and not stats.leased

    watcher = connect()
    await watcher.offer(offers)
    async with anyio.create_task_group() as tasks:
        for routes in (ROUTES, ROUTES[:1], ROUTES[1:]):
            tasks.start_soon(consume_with_interruptions, connect(), routes)
        await eventually(is_empty, within_s=20)
        tasks.cancel_scope.cancel()

    assert finished == {offer.submission_id for offer in offers}
