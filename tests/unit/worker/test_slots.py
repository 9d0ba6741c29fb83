import anyio

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
