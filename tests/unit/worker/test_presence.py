from datetime import timedelta

import anyio
import pytest

from judgebox.domain.worker import WorkerReport, WorkerState, worker_id_of
from judgebox.testing import MemoryWorkers
from judgebox.worker import Presence
from worker_world import World


class Fleet:
    """Workers of one world, in one registry."""

    def __init__(self) -> None:
        self.world = World(slots=2)
        self.registry = MemoryWorkers()

    def presence(self, name: str, number: int) -> Presence:
        worker = worker_id_of(name, number.to_bytes(4, "big"))
        return Presence(
            worker=worker,
            name=name,
            version="1.0",
            tier="A",
            registry=self.registry,
            clock=self.world.clock,
            slots=self.world.slots,
            attempts=self.world.another_worker(worker),
            versions={"echo": "Echo 7"},
            started_at=self.world.clock.now(),
        )

    async def reports(self) -> list[WorkerReport]:
        return list(await self.registry.list(self.world.clock.now()))


async def beats(presence: Presence, stopping: anyio.Event | None = None) -> None:
    """Let it beat until it waits for the next time."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(presence.keep_beating, stopping or anyio.Event())
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()


async def test_a_worker_tells_what_it_is_and_what_it_judges() -> None:
    fleet = Fleet()
    presence = fleet.presence("judge", 1)
    submission_id = await fleet.world.submit()
    lease = await fleet.world.take()

    with presence.attempts.in_hand.holding(lease):
        presence.attempts.in_hand.begin(lease, 3)
        await beats(presence)

    [report] = await fleet.reports()
    assert (report.name, report.state, report.version, report.tier) == ("judge", WorkerState.WORKING, "1.0", "A")
    assert (report.slots, report.free, report.languages) == (2, 2, {"echo": "Echo 7"})
    assert [(each.submission_id, each.attempt) for each in report.judging] == [(submission_id, 3)]


async def test_two_workers_with_one_name_are_two() -> None:
    fleet = Fleet()

    for number in (1, 2):
        await beats(fleet.presence("judge", number))

    assert [each.name for each in await fleet.reports()] == ["judge", "judge"]


async def test_a_worker_that_drains_says_so_at_once_and_then_goodbye() -> None:
    fleet = Fleet()
    presence = fleet.presence("judge", 1)
    stopping = anyio.Event()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(presence.keep_beating, stopping)
        await anyio.wait_all_tasks_blocked()
        stopping.set()
        await anyio.wait_all_tasks_blocked()
        assert [each.state for each in await fleet.reports()] == [WorkerState.DRAINING]
        tasks.cancel_scope.cancel()
    await presence.say_goodbye()

    assert [each.state for each in await fleet.reports()] == [WorkerState.STOPPED]


async def test_a_worker_knows_what_the_others_that_live_can_judge() -> None:
    fleet = Fleet()
    ours, other = fleet.presence("ours", 1), fleet.presence("other", 2)
    await beats(ours)
    assert not ours.others_can("echo")

    await beats(other)
    await beats(ours)
    assert ours.others_can("echo")
    assert not ours.others_can("cobol")

    fleet.world.clock.advance(timedelta(seconds=11))
    await beats(ours)
    assert not ours.others_can("echo")


@pytest.mark.parametrize("says", [Presence.say_goodbye, beats])
async def test_a_registry_that_is_away_disturbs_no_worker(says) -> None:  # type: ignore[no-untyped-def]
    fleet = Fleet()
    fleet.registry.is_away = True

    await says(fleet.presence("judge", 1))
