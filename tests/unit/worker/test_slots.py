from datetime import timedelta
from functools import partial

import anyio
import pytest

from judgebox.worker import WorkerSlots


async def test_a_waiting_submission_goes_before_a_second_slot_of_a_running_one() -> None:
    slots = WorkerSlots(1)
    assert slots.try_acquire()
    got: list[str] = []

    async def submission() -> None:
        await slots.acquire()
        got.append("submission")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(submission)
        await anyio.wait_all_tasks_blocked()
        assert slots.is_wanted
        slots.release()
        assert not slots.try_acquire()

    assert got == ["submission"]


def test_there_are_as_many_slots_as_were_given() -> None:
    slots = WorkerSlots(2)

    assert [slots.try_acquire() for _ in range(3)] == [True, True, False]


async def test_waiting_for_room_takes_none() -> None:
    slots = WorkerSlots(1)

    await slots.wait_free()

    assert slots.try_acquire()


async def begins(slots: WorkerSlots, name: str, log: list[str], ends: anyio.Event, *, alone: bool = False) -> None:
    """A run that notes when it begins, and goes on until it is told to end."""
    if alone:
        async with slots.running_alone() as is_alone:
            log.append(f"{name} {'alone' if is_alone else 'in company'}")
            await ends.wait()
    else:
        async with slots.running():
            log.append(name)
            await ends.wait()


async def test_runs_go_on_side_by_side() -> None:
    slots, log, ends = WorkerSlots(2), list[str](), anyio.Event()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(partial(begins, slots, "one", log, ends))
        tasks.start_soon(partial(begins, slots, "two", log, ends))
        await anyio.wait_all_tasks_blocked()
        assert log == ["one", "two"]
        ends.set()


async def test_a_run_that_is_to_be_alone_waits_for_the_others_and_keeps_new_ones_out() -> None:
    slots, log = WorkerSlots(3), list[str]()
    first_ends, alone_ends = anyio.Event(), anyio.Event()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(partial(begins, slots, "first", log, first_ends))
        await anyio.wait_all_tasks_blocked()
        tasks.start_soon(partial(begins, slots, "measured", log, alone_ends, alone=True))
        await anyio.wait_all_tasks_blocked()
        tasks.start_soon(partial(begins, slots, "later", log, alone_ends))
        await anyio.wait_all_tasks_blocked()
        assert log == ["first"]

        first_ends.set()
        await anyio.wait_all_tasks_blocked()
        assert log == ["first", "measured alone"]

        alone_ends.set()
    assert log == ["first", "measured alone", "later"]


async def test_runs_that_are_to_be_alone_take_turns_with_each_other_and_with_the_rest() -> None:
    slots, log, ends = WorkerSlots(3), list[str](), [anyio.Event() for _ in range(3)]

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(partial(begins, slots, "a", log, ends[0], alone=True))
        await anyio.wait_all_tasks_blocked()
        tasks.start_soon(partial(begins, slots, "b", log, ends[1]))
        await anyio.wait_all_tasks_blocked()
        tasks.start_soon(partial(begins, slots, "c", log, ends[2], alone=True))
        for at, begun in enumerate(["a alone", "b", "c alone"]):
            await anyio.wait_all_tasks_blocked()
            assert log[at:] == [begun]
            ends[at].set()


async def test_a_run_that_was_cancelled_while_it_waited_holds_up_nobody() -> None:
    slots, log, ends = WorkerSlots(2), list[str](), anyio.Event()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(partial(begins, slots, "first", log, ends))
        await anyio.wait_all_tasks_blocked()
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as waiting:
                waiting.start_soon(partial(begins, slots, "cancelled", log, ends, alone=True))
                await anyio.wait_all_tasks_blocked()
                tasks.start_soon(partial(begins, slots, "behind", log, ends))
                await anyio.wait_all_tasks_blocked()
                assert log == ["first"]
                scope.cancel()
        await anyio.wait_all_tasks_blocked()
        assert log == ["first", "behind"]
        ends.set()

    async with slots.running_alone() as is_alone:
        assert is_alone


@pytest.mark.parametrize("alone", [True, False])
async def test_a_run_that_is_cancelled_while_it_goes_on_leaves_the_gate(alone: bool) -> None:
    slots, log = WorkerSlots(2), list[str]()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(partial(begins, slots, "cancelled", log, anyio.Event(), alone=alone))
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()

    assert len(log) == 1
    async with slots.running_alone() as is_alone:
        assert is_alone


async def test_nobody_waits_for_ever_and_who_is_not_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judgebox.worker.slots.LONGEST_WAIT", timedelta(milliseconds=1))
    slots, log, ends = WorkerSlots(3), list[str](), anyio.Event()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(partial(begins, slots, "endless", log, ends))
        await anyio.wait_all_tasks_blocked()
        with anyio.fail_after(5):
            async with slots.running_alone() as is_alone:
                assert not is_alone
                async with slots.running():
                    log.append("behind it")
        ends.set()

    assert log == ["endless", "behind it"]
