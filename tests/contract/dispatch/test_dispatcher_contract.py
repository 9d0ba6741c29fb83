"""What every queue promises: the one in memory, Redis, and the embedded Valkey."""

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta

import anyio
import pytest

from judgebox.domain.errors import LeaseLostError
from judgebox.domain.submission import SubmissionId
from judgebox.ports import Band, Dispatcher, Lease, Offer
from redis_process import eventually

NOW = timedelta(0)
SOON = timedelta(seconds=5)


def an_offer(name: str, *, generation: int = 1, band: Band = Band.PRACTICE, user: str | None = None) -> Offer:
    return Offer(submission_id=SubmissionId(f"sub_{name}"), generation=generation, band=band, user_id=user)


async def take(queue: Dispatcher, worker: str = "worker", wait: timedelta = SOON) -> Lease:
    lease = await queue.take(worker, wait=wait)
    assert lease is not None
    return lease


async def take_names(queue: Dispatcher, count: int) -> list[str]:
    return [(await take(queue)).submission_id.removeprefix("sub_") for _ in range(count)]


async def test_an_offer_is_taken_with_its_id_and_generation(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a", generation=3)])

    lease = await take(queue)

    assert (lease.submission_id, lease.generation) == ("sub_a", 3)


async def test_an_empty_queue_gives_nothing_within_the_wait(queue: Dispatcher) -> None:
    assert await queue.take("worker", wait=timedelta(seconds=0.05)) is None


async def test_an_offer_is_taken_once(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    await take(queue)

    assert await queue.take("other", wait=NOW) is None


async def test_the_same_offer_again_changes_nothing(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a"), an_offer("a")])
    await queue.offer([an_offer("a")])
    await take(queue)
    await queue.offer([an_offer("a")])

    assert await queue.take("worker", wait=NOW) is None


async def test_another_generation_is_another_offer(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a", generation=1), an_offer("a", generation=2)])

    assert [(await take(queue)).generation, (await take(queue)).generation] == [1, 2]


async def test_bands_are_served_in_strict_order(queue: Dispatcher) -> None:
    await queue.offer(
        [an_offer("r", band=Band.REJUDGE), an_offer("p", band=Band.PRACTICE), an_offer("c", band=Band.CONTEST)]
    )

    assert await take_names(queue, 3) == ["c", "p", "r"]


async def test_offers_of_one_user_are_served_in_order_of_arrival(queue: Dispatcher) -> None:
    names = [f"{number:02}" for number in range(20)]
    await queue.offer([an_offer(name, user="ann") for name in names])

    assert await take_names(queue, 20) == names


async def test_users_of_a_band_take_turns(queue: Dispatcher) -> None:
    await queue.offer([an_offer(f"a{number}", user="ann") for number in range(5)])
    await queue.offer([an_offer(f"b{number}", user="bob") for number in range(2)])

    assert await take_names(queue, 7) == ["a0", "a1", "b0", "a2", "b1", "a3", "a4"]


async def test_whoever_comes_later_gets_a_turn_in_the_next_round(queue: Dispatcher) -> None:
    await queue.offer([an_offer(f"a{number}", user="ann") for number in range(6)])
    await take_names(queue, 3)
    await queue.offer([an_offer(f"b{number}", user="bob") for number in range(2)])

    assert await take_names(queue, 5) == ["a3", "a4", "b0", "a5", "b1"]


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


async def test_a_lease_that_is_not_renewed_goes_to_another_worker(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    lost = await take(queue, "dead")

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
        assert await queue.take("other", wait=timedelta(seconds=0.15)) is None
        await queue.renew(lease)


async def test_a_lost_lease_finishes_and_gives_back_nothing(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    lost = await take(queue)
    taken = await take(queue)

    await queue.finish(lost)
    await queue.give_back(lost)

    await queue.renew(taken)
    assert await queue.take("third", wait=NOW) is None


async def test_what_is_finished_does_not_come_back(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    lease = await take(queue)
    await queue.finish(lease)

    assert await queue.take("worker", wait=timedelta(seconds=1.2)) is None
    with pytest.raises(LeaseLostError):
        await queue.renew(lease)


async def test_what_is_finished_may_be_offered_again(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    await queue.finish(await take(queue))
    await queue.offer([an_offer("a")])

    assert (await take(queue)).submission_id == "sub_a"


async def test_what_is_given_back_is_there_at_once(connect: Callable[[], Dispatcher]) -> None:
    queue, other = connect(), connect()
    await queue.offer([an_offer("a", user="ann")])
    lease = await take(queue)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(take(other, wait=timedelta(seconds=0.4)))  # sooner than the lease runs out
        await asyncio.sleep(0.05)  # so that it waits by now
        await queue.give_back(lease)

    assert waiting.result().submission_id == "sub_a"


async def test_what_is_withdrawn_is_not_taken(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a"), an_offer("b", band=Band.REJUDGE)])
    await queue.withdraw(SubmissionId("sub_a"), 1)
    await queue.withdraw(SubmissionId("sub_b"), 1)

    assert await queue.take("worker", wait=NOW) is None


async def test_withdrawing_what_is_taken_or_unknown_does_nothing(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a")])
    lease = await take(queue)

    await queue.withdraw(SubmissionId("sub_a"), 1)
    await queue.withdraw(SubmissionId("sub_b"), 1)

    await queue.renew(lease)


async def test_stats_count_what_waits_and_what_is_leased(queue: Dispatcher) -> None:
    await queue.offer([an_offer("a"), an_offer("b"), an_offer("c", band=Band.REJUDGE)])
    await take(queue)

    stats = await queue.stats()

    assert stats.waiting == {Band.CONTEST: 0, Band.PRACTICE: 1, Band.REJUDGE: 1}
    assert stats.leased == {Band.CONTEST: 0, Band.PRACTICE: 1, Band.REJUDGE: 0}


async def test_the_incarnation_is_the_same_for_all_while_the_queue_lives(connect: Callable[[], Dispatcher]) -> None:
    first, second = connect(), connect()

    assert await first.incarnation() == await second.incarnation() == await first.incarnation()


async def test_a_cancelled_take_loses_nothing(connect: Callable[[], Dispatcher]) -> None:
    queue, other = connect(), connect()
    chance = random.Random(7)
    for round_ in range(40):
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
    offers = [an_offer(str(number), user=f"user{number % 7}", band=Band(number % 3 + 1)) for number in range(200)]
    finished: set[str] = set()
    chance = random.Random(11)

    async def consume(queue: Dispatcher) -> None:
        while True:
            lease = await queue.take("worker", wait=SOON)
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

    async def consume_with_interruptions(queue: Dispatcher) -> None:
        while True:
            with anyio.move_on_after(0.02 + chance.random() * 0.2):
                await consume(queue)

    async def is_empty() -> bool:
        stats = await watcher.stats()
        return sum(stats.waiting.values()) + sum(stats.leased.values()) == 0

    watcher = connect()
    await watcher.offer(offers)
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(consume_with_interruptions, connect())
        await eventually(is_empty, within_s=20)
        tasks.cancel_scope.cancel()

    assert finished == {offer.submission_id for offer in offers}
