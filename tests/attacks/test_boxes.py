"""What boxes keep from one another and from later runs, where that takes more than one program."""

import errno

import anyio
import pytest

from attacks.stage import World, must_be_fine
from judgebox.domain.errors import RequestError
from judgebox.domain.run import Outcome
from judgebox.sandbox.box import LauncherBox
from sandboxing import MIB, a_script

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_before_the_freeze_only_the_working_directory_is_kept(world: World) -> None:
    async with world.sandbox.box() as box:
        await box.run(a_script("for place in '/tmp', '/dev/shm', '/box': open(place + '/state', 'w').close()"))

        outcome = await box.run(
            a_script("import os; print(os.listdir('/tmp'), os.listdir('/dev/shm'), os.listdir('/box'))")
        )

        assert outcome.output == b"[] [] ['state']\n"


async def test_more_results_than_allowed_are_refused(world: World) -> None:
    async with world.sandbox.box() as box:
        await box.run(a_script("for i in range(300): open(str(i), 'w').close()"))

        with pytest.raises(RequestError) as refused:
            await box.collect(limit_bytes=MIB, limit_files=200)

        assert refused.value.code == "too_many_files"
        await must_be_fine(box)


async def test_two_boxes_cannot_meet(world: World) -> None:
    # Names that a shared network namespace, or a shared file system, would make the same.
    talk = "import os, socket, time; s = socket.socket(socket.AF_UNIX);"
    leave = f"{talk} s.bind('\\0meet'); s.listen(); open('/tmp/meet', 'w'); open('/dev/shm/meet', 'w'); time.sleep(1)"
    look = f"{talk} time.sleep(0.5); print(os.listdir('/tmp'), os.listdir('/dev/shm'), s.connect_ex('\\0meet'))"
    outcomes: dict[str, Outcome] = {}

    async def run(where: LauncherBox, script: str) -> None:
        outcomes[script] = await where.run(a_script(script))

    async with world.sandbox.box() as box, world.sandbox.box() as other_box, anyio.create_task_group() as tasks:
        tasks.start_soon(run, box, leave)
        tasks.start_soon(run, other_box, look)

    assert outcomes[leave].exit_code == 0, outcomes[leave].error
    assert outcomes[look].output == f"[] [] {errno.ECONNREFUSED}\n".encode()
