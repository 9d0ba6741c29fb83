"""Copies of the resident interpreter that are made ahead of their run."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from judgebox.domain.run import Command, Ending
from judgebox.sandbox import LauncherSandbox
from judgebox.sandbox.box import LauncherBox
from judgebox.sandbox.resident import RESIDENTS
from sandboxing import MIB, children_of, some_limits, wait_until

PYTHON = RESIDENTS["python"]
WARM = Command(
    argv=PYTHON.argv, limits=some_limits(memory_mib=128), environment=tuple(PYTHON.environment.items()), warm=True
)


@pytest.fixture
async def box(sandbox: LauncherSandbox) -> AsyncIterator[LauncherBox]:
    async with sandbox.box(resident="python") as box:
        assert box.has_resident
        yield box


async def spare_is_made(sandbox: LauncherSandbox) -> None:
    """Wait for init, resident and spare; what a run leaves is gone before it ends."""
    await wait_until(lambda: len(children_of(sandbox.launcher_pid)) == 3)


async def test_each_run_gets_its_own_input_and_tells_its_own_figures(
    sandbox: LauncherSandbox, box: LauncherBox
) -> None:
    await box.put({"main.py": b"import os\nx = bytearray(20 << 20)\nprint(input(), os.getppid(), os.listdir('/tmp'))"})
    await box.freeze()
    cold = await box.run(replace(WARM, warm=False, stdin=b"0"))

    for number in range(4):
        outcome = await box.run(replace(WARM, stdin=str(number).encode()))
        await spare_is_made(sandbox)

        assert outcome.output == f"{number} 1 []\n".encode(), outcome
        assert abs(outcome.usage.memory_bytes - cold.usage.memory_bytes) < MIB
        assert outcome.usage.cpu_time < cold.usage.cpu_time * 2


async def test_a_spare_is_given_up_for_another_request(sandbox: LauncherSandbox, box: LauncherBox) -> None:
    await box.put({"main.py": b"import resource, sys\nprint(resource.getrlimit(resource.RLIMIT_CPU)[0], sys.argv[1:])"})
    await box.freeze()
    await box.run(WARM)
    await spare_is_made(sandbox)

    slow = await box.run(replace(WARM, limits=some_limits(cpu_s=5, memory_mib=128)))
    await spare_is_made(sandbox)
    with_argument = await box.run(replace(WARM, argv=(*PYTHON.argv, "x")))
    cold = await box.run(replace(WARM, warm=False))

    assert (slow.output, with_argument.output, cold.output) == (b"7 []\n", b"3 ['x']\n", b"3 []\n")


async def test_a_run_that_kills_all_it_can_leaves_the_next_one_as_it_was(
    sandbox: LauncherSandbox, box: LauncherBox
) -> None:
    await box.put({"main.py": b"import os, sys\nif input() == 'kill': os.kill(-1, 9)\nprint('alive')"})
    await box.freeze()

    for text in (b"kill", b"live", b"kill", b"live"):
        outcome = await box.run(replace(WARM, stdin=text))
        await spare_is_made(sandbox)

        assert (outcome.ending, outcome.output) == (Ending.EXITED, b"alive\n")
