from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.domain.duty import Duty, DutyRecord
from judgebox.domain.errors import StoreError
from judgebox.testing import FakeClock, MemoryDuties
from judgebox.usecases.duties import LEASE, PAUSE_AFTER_FAILURE, DutyHolder, keep_doing

NOW = datetime(2026, 11, 25, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHORT = timedelta(milliseconds=30)


@dataclass
class Work:
    """What a duty does: counts, and fails or waits if it is told to."""

    done: int = 0
    error: Exception | None = None
    is_needed: bool = True
    going_on: anyio.Event = field(default_factory=anyio.Event)
    may_end: anyio.Event | None = None

    async def run(self) -> str:
        self.going_on.set()
        if self.may_end is not None:
            await self.may_end.wait()
        if self.error is not None:
            raise self.error
        self.done += 1
        return f"done {self.done}"

    async def ask(self) -> bool:
        return self.is_needed

    def duty(self) -> Duty:
        return Duty(name="clean", every=HOUR, run=self.run, is_needed=self.ask)


class World:
    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.registry = MemoryDuties()
        self.work = Work()

    def holder(self, name: str = "a", lease: timedelta = LEASE) -> DutyHolder:
        return DutyHolder(name=name, registry=self.registry, clock=self.clock, lease=lease)

    async def record(self) -> DutyRecord:
        [record] = await self.registry.list()
        return record


@pytest.fixture
def world() -> World:
    return World()


async def test_a_duty_is_done_by_one_of_those_that_may(world: World) -> None:
    async with anyio.create_task_group() as tasks:
        for name in "abc":
            tasks.start_soon(world.holder(name).do_if_due, world.work.duty())

    assert world.work.done == 1
    assert ((await world.record()).outcome, (await world.record()).holder) == ("done 1", None)


async def test_it_is_due_again_on_its_plan_and_not_later_by_what_it_took(world: World) -> None:
    await world.holder().do_if_due(world.work.duty())
    world.clock.advance(HOUR + timedelta(minutes=20))  # nobody looked for a while

    assert await world.holder().do_if_due(world.work.duty())

    assert (await world.record()).due_at == NOW + 2 * HOUR


async def test_what_was_missed_is_done_once(world: World) -> None:
    await world.holder().do_if_due(world.work.duty())
    world.clock.advance(10 * HOUR)

    assert await world.holder().do_if_due(world.work.duty())
    assert not await world.holder().do_if_due(world.work.duty())

    assert world.work.done == 2


@pytest.mark.parametrize("error", [StoreError("the disk is full"), ZeroDivisionError("oops")])
async def test_a_failure_is_remembered_and_tried_again_after_a_pause(world: World, error: Exception) -> None:
    world.work.error = error
    assert await world.holder().do_if_due(world.work.duty())
    assert str(error) in ((await world.record()).outcome or "")

    world.work.error = None
    assert not await world.holder().do_if_due(world.work.duty())
    world.clock.advance(PAUSE_AFTER_FAILURE)
    assert await world.holder().do_if_due(world.work.duty())

    assert (await world.record()).due_at == NOW + HOUR  # the plan stays


async def test_what_is_not_needed_is_not_even_held(world: World) -> None:
    world.work.is_needed = False

    assert not await world.holder().do_if_due(world.work.duty())

    assert await world.registry.list() == []


async def test_what_a_dead_process_held_is_taken_over_after_its_lease(world: World) -> None:
    await world.registry.take("clean", holder="dead", now=NOW, held_until=NOW + LEASE)
    assert not await world.holder().do_if_due(world.work.duty())

    world.clock.advance(LEASE)

    assert await world.holder().do_if_due(world.work.duty())


async def test_who_works_for_long_says_that_it_goes_on(world: World) -> None:
    world.work.may_end = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.holder(lease=SHORT).do_if_due, world.work.duty())
        await world.work.going_on.wait()
        world.clock.advance(HOUR)
        with anyio.fail_after(2):
            while (await world.record()).held_until != NOW + HOUR + SHORT:
                await anyio.sleep(0.001)
        assert await world.registry.take("clean", holder="b", now=NOW + HOUR, held_until=NOW + 2 * HOUR) is None
        world.work.may_end.set()

    assert world.work.done == 1


async def test_who_lost_a_duty_stops_and_leaves_the_record_alone(world: World) -> None:
    world.work.may_end = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.holder(lease=SHORT).do_if_due, world.work.duty())
        await world.work.going_on.wait()
        later = NOW + HOUR
        assert await world.registry.take("clean", holder="b", now=later, held_until=later + HOUR) == NOW

    assert world.work.done == 0  # it ended by itself
    assert ((await world.record()).holder, (await world.record()).outcome) == ("b", None)


async def test_who_is_stopped_lets_go_at_once(world: World) -> None:
    world.work.may_end = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.holder().do_if_due, world.work.duty())
        await world.work.going_on.wait()
        tasks.cancel_scope.cancel()

    assert (await world.registry.take("clean", holder="b", now=NOW, held_until=NOW + LEASE)) == NOW


async def test_a_broken_duty_does_not_keep_the_others_from_being_done(world: World) -> None:
    broken = Work(error=ZeroDivisionError())
    duties = [Duty(name="broken", every=HOUR, run=broken.run), world.work.duty()]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep_doing, duties, world.holder())
        with anyio.fail_after(2):
            while world.work.done == 0:
                await anyio.sleep(0.001)
        tasks.cancel_scope.cancel()

    assert broken.going_on.is_set()
