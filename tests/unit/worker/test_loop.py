"""What a worker takes, and how it stops: in one event loop, with fakes of all that is outside."""

from collections.abc import Mapping
from datetime import timedelta

import anyio
import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Outcome
from judgebox.domain.submission import Band, State, SubmissionId
from judgebox.domain.verdict import Verdict
from judgebox.testing.sandbox import an_outcome
from judgebox.worker import Deference, Room, WorkLoop
from judgebox.worker.distrust import FAILURES_IN_A_ROW
from worker_world import World

GRACE = timedelta(seconds=5)


class Gate:
    """A program that runs until the test lets it end."""

    def __init__(self) -> None:
        self.running = 0
        self.opened = anyio.Event()

    async def __call__(self, files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        self.running += 1
        try:
            await self.opened.wait()
        finally:
            self.running -= 1
        return an_outcome(output=stdin)


class FailsAtFirst:
    """A program whose boxes fail until the test repairs them."""

    def __init__(self) -> None:
        self.is_repaired = False

    async def __call__(self, files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        if not self.is_repaired:
            raise SandboxError("the launcher is gone", step="message")
        return an_outcome(output=stdin)


def a_loop(world: World, *, others: bool = False) -> WorkLoop:
    deference = Deference(worker="worker-1", others_can=lambda route: others)
    return WorkLoop(slots=world.slots, attempts=world.maker, deference=deference, room=Room(world.slots.count))


async def wait_state(world: World, submission_id: SubmissionId, state: State) -> None:
    with anyio.fail_after(5):
        while (await world.get(submission_id)).state is not state:
            await anyio.sleep(0.001)


async def judged_after_a_fault(world: World, program: FailsAtFirst, submission_id: SubmissionId) -> None:
    with anyio.fail_after(5):
        while (await world.get(submission_id)).faults == 0:
            await anyio.sleep(0.001)
    program.is_repaired = True
    await world.later(timedelta(minutes=1))
    await wait_state(world, submission_id, State.JUDGED)
    result = (await world.get(submission_id)).result
    assert result is not None
    assert result.verdict is Verdict.ACCEPTED


async def test_a_stopping_worker_takes_nothing_and_ends_what_it_has() -> None:
    gate = Gate()
    world = World(gate)
    running = await world.submit()
    stopping = anyio.Event()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world).run(stopping, grace=GRACE))
        await wait_state(world, running, State.JUDGING)
        stopping.set()
        late = await world.submit()
        gate.opened.set()

    assert (await world.get(running)).state is State.JUDGED
    assert (await world.get(late)).attempt == 0


async def test_what_is_not_judged_within_the_grace_time_is_given_back_at_once_and_that_is_no_fault() -> None:
    gate = Gate()
    world = World(gate)
    running = await world.submit()
    stopping = anyio.Event()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world).run(stopping, grace=timedelta(milliseconds=20)))
        await wait_state(world, running, State.JUDGING)
        stopping.set()

    after = await world.get(running)
    assert (after.state, after.faults, after.not_before) == (State.QUEUED, 0, None)
    assert await world.waiting() == 1
    assert gate.running == 0


async def test_a_worker_that_is_cancelled_gives_everything_back() -> None:
    world = World(Gate())
    running = await world.submit()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world).run(anyio.Event(), grace=GRACE))
        await wait_state(world, running, State.JUDGING)
        tasks.cancel_scope.cancel()

    assert (await world.get(running)).state is State.QUEUED
    assert await world.waiting() == 1


async def test_what_waits_for_a_slot_when_the_worker_is_cancelled_goes_back_too() -> None:
    world = World(Gate())
    world.slots.try_acquire()
    loop = a_loop(world)
    submission_id = await world.submit()
    lease = await world.take()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(loop._work_in_slot, lease)  # taken while a running submission took the slot
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()

    assert await world.waiting() == 1
    assert (await world.get(submission_id)).attempt == 0


async def test_the_last_free_slot_is_kept_from_rejudges() -> None:
    gate = Gate()
    world = World(gate, slots=2)
    rejudges = [await world.submit(band=Band.REJUDGE) for _ in range(2)]

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world).run(anyio.Event(), grace=GRACE))
        await wait_state(world, rejudges[0], State.JUDGING)
        live = await world.submit()
        await wait_state(world, live, State.JUDGING)
        assert (await world.get(rejudges[1])).state is State.QUEUED
        tasks.cancel_scope.cancel()


async def test_where_nothing_else_waits_the_next_rejudge_follows_when_the_one_before_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("judgebox.worker.loop.TAKE_WAIT", timedelta(minutes=1))
    gate = Gate()
    world = World(gate, slots=2)
    rejudges = [await world.submit(band=Band.REJUDGE) for _ in range(2)]

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world).run(anyio.Event(), grace=GRACE))
        await wait_state(world, rejudges[0], State.JUDGING)
        await anyio.wait_all_tasks_blocked()  # it waits for something that is no rejudge
        gate.opened.set()
        await wait_state(world, rejudges[1], State.JUDGED)
        tasks.cancel_scope.cancel()


async def test_a_worker_judges_what_failed_here_itself_if_no_other_does() -> None:
    program = FailsAtFirst()
    world = World(program)
    submission_id = await world.submit()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world).run(anyio.Event(), grace=GRACE))
        await judged_after_a_fault(world, program, submission_id)
        tasks.cancel_scope.cancel()


async def test_what_failed_here_is_left_to_others_while_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judgebox.worker.deference.LEAVE_FOR_S", 0.02)
    program = FailsAtFirst()
    world = World(program)
    left: list[SubmissionId] = []
    give_back = world.dispatcher.give_back

    async def noted(lease: object) -> None:
        left.append(lease.submission_id)  # type: ignore[attr-defined]
        await give_back(lease)  # type: ignore[arg-type]

    monkeypatch.setattr(world.dispatcher, "give_back", noted)
    submission_id = await world.submit()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world, others=True).run(anyio.Event(), grace=GRACE))
        await judged_after_a_fault(world, program, submission_id)
        tasks.cancel_scope.cancel()

    assert left == [submission_id] * 3, "and then judged all the same"


async def test_a_worker_that_can_judge_nothing_takes_nothing() -> None:
    world = World()
    world.unavailable["echo"] = "echo"
    submission_id = await world.submit()
    stopping = anyio.Event()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world).run(stopping, grace=GRACE))
        await anyio.wait_all_tasks_blocked()
        assert (await world.get(submission_id)).attempt == 0
        del world.unavailable["echo"]  # repaired
        await wait_state(world, submission_id, State.JUDGED)
        stopping.set()


async def test_where_box_after_box_fails_the_rest_is_not_tried_at_once() -> None:
    world = World(FailsAtFirst())
    waiting = [await world.submit() for _ in range(10)]
    stopping = anyio.Event()

    async def faults() -> int:
        return sum([(await world.get(each)).faults for each in waiting])

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: a_loop(world).run(stopping, grace=GRACE))
        with anyio.fail_after(5):
            while await faults() < FAILURES_IN_A_ROW:
                await anyio.sleep(0.001)
        await anyio.wait_all_tasks_blocked()
        stopping.set()

    assert await faults() == FAILURES_IN_A_ROW
