"""Two programs that talk to each other, and further descriptors of one program."""

from pathlib import Path

import anyio
import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Ending
from judgebox.sandbox import LauncherSandbox
from judgebox.sandbox.box import LauncherBox
from sandboxing import PYTHON, a_script, children_of, some_limits, wait_until

ECHO = "import sys\nfor line in sys.stdin: print(line.strip().upper(), flush=True)"
ASK = "print('hello', flush=True)\nassert input() == 'HELLO'"


async def test_each_ones_output_is_the_others_input(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as asking, sandbox.box() as answering:
        first, second = await sandbox.run_pair((asking, a_script(ASK)), (answering, a_script(ECHO)))

    assert (first.ending, first.exit_code, first.error) == (Ending.EXITED, 0, b"")
    assert (second.ending, second.exit_code) == (Ending.EXITED, 0)  # it read the end of its input


async def test_who_ended_first_is_known(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as quick, sandbox.box() as slow:
        waits = a_script("import sys; sys.stdin.read()")
        first, second = await sandbox.run_pair((slow, waits), (quick, a_script("pass")))
        again = await sandbox.run_pair((quick, a_script("pass")), (slow, waits))

    assert second.ended_at < first.ended_at
    assert again[0].ended_at < again[1].ended_at


async def test_writing_to_one_who_has_ended_is_a_closed_pipe_and_no_fault_of_ours(sandbox: LauncherSandbox) -> None:
    writes = a_script("while True: print('x' * 1000)")
    async with sandbox.box() as writing, sandbox.box() as ending:
        first, second = await sandbox.run_pair((writing, writes), (ending, a_script("pass")))

    assert b"BrokenPipeError" in first.error
    assert second.exit_code == 0


async def test_who_closes_its_output_is_seen_to_while_it_goes_on(sandbox: LauncherSandbox) -> None:
    closes = a_script("import os, time; os.close(1); time.sleep(1)")
    reads = a_script("import sys, os; sys.stdin.read(); os.close(0)")
    async with sandbox.box() as closing, sandbox.box() as reading:
        first, second = await sandbox.run_pair((closing, closes), (reading, reads))

    assert second.exit_code == 0
    assert second.ended_at < first.ended_at


async def test_writing_to_one_who_has_closed_its_input_fails_while_that_goes_on(sandbox: LauncherSandbox) -> None:
    closes = a_script("import os, time; os.close(0); print('closed', flush=True); time.sleep(1)")
    writes = a_script("input()\nprint('too late', flush=True)")
    async with sandbox.box() as closing, sandbox.box() as writing:
        first, second = await sandbox.run_pair((closing, closes), (writing, writes))

    assert b"BrokenPipeError" in second.error
    assert second.ended_at < first.ended_at


async def test_two_who_wait_for_each_other_are_ended_as_idle(sandbox: LauncherSandbox) -> None:
    limits = some_limits(wall_s=20, idle_s=0.5)
    waits = a_script("input()", limits=limits)
    async with sandbox.box() as one, sandbox.box() as other, anyio.create_task_group():
        first, second = await sandbox.run_pair((one, waits), (other, waits))

    assert Ending.KILLED_IDLE in (first.ending, second.ending)
    assert first.usage.wall_time < limits.wall_time / 2


async def test_a_box_that_fails_ends_the_other_program(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as broken, sandbox.box() as waiting:
        with pytest.raises(SandboxError, match="exec"):
            await sandbox.run_pair(
                (broken, Command(argv=("/nowhere",), limits=some_limits())),
                (waiting, a_script("import time; time.sleep(9)")),
            )
        await wait_until(lambda: len(children_of(sandbox.launcher_pid)) <= 2)


async def test_a_program_that_sleeps_too_long_is_idle_and_one_that_works_is_not(box: LauncherBox) -> None:
    limits = some_limits(cpu_s=5, wall_s=20, idle_s=0.5)

    asleep = await box.run(a_script("import time; time.sleep(15)", limits=limits))
    at_work = await box.run(a_script("import time\nwhile time.process_time() < 0.9: pass", limits=limits))

    assert asleep.ending is Ending.KILLED_IDLE
    assert asleep.usage.wall_time < limits.wall_time / 4
    assert at_work.ending is Ending.EXITED


async def test_further_descriptors_carry_what_they_are_given_and_what_is_written(
    box: LauncherBox, tmp_path: Path
) -> None:
    path = tmp_path / "case.in"
    path.write_bytes(b"from a file")
    script = (
        "import os\n"
        "print([fd for fd in range(64) if os.path.exists(f'/proc/self/fd/{fd}')])\n"
        "os.write(9, os.read(3, 100) + b', ' + os.read(5, 100)); os.write(4, b'four')"
    )
    command = Command(
        argv=(PYTHON, "-c", script), limits=some_limits(), inputs=((5, b"bytes"), (3, path)), outputs=(4, 9)
    )

    outcome = await box.run(command)

    assert (outcome.exit_code, outcome.error) == (0, b"")
    assert outcome.output == b"[0, 1, 2, 3, 4, 5, 9]\n"
    assert outcome.outputs == {4: b"four", 9: b"from a file, bytes"}


async def test_a_further_output_has_a_limit_like_the_first(box: LauncherBox) -> None:
    script = "import os\nwhile True: os.write(3, b'x' * 1000)"
    command = Command(argv=(PYTHON, "-c", script), limits=some_limits(output_bytes=5000), outputs=(3,))

    outcome = await box.run(command)

    assert outcome.ending is Ending.KILLED_OUT_OF_OUTPUT
    assert outcome.outputs == {3: b"x" * 5000}


@pytest.mark.parametrize("fds", [(2,), (64,), (3, 3)])
async def test_impossible_descriptors_are_refused_before_anything_starts(
    box: LauncherBox, fds: tuple[int, ...]
) -> None:
    with pytest.raises(SandboxError, match="further descriptors"):
        await box.run(Command(argv=("/bin/true",), limits=some_limits(), outputs=fds))


async def test_idle_time_is_at_least_something(box: LauncherBox) -> None:
    with pytest.raises(SandboxError, match="idle limit"):
        await box.run(a_script("pass", limits=some_limits(idle_s=0)))


async def test_who_sleeps_on_when_the_other_has_ended_is_soon_ended_too(sandbox: LauncherSandbox) -> None:
    sleeps = a_script("import time; time.sleep(60)", limits=some_limits(wall_s=60))
    async with sandbox.box() as sleeping, sandbox.box() as ending:
        first, _ = await sandbox.run_pair((sleeping, sleeps), (ending, a_script("pass")))

    assert first.ending is Ending.KILLED_IDLE


async def test_a_listener_hears_what_was_said_and_who_was_done_first(sandbox: LauncherSandbox) -> None:
    heard: list[tuple[int, bytes]] = []
    async with sandbox.box() as asking, sandbox.box() as answering:
        await sandbox.run_pair(
            (asking, a_script(ASK)), (answering, a_script(ECHO)), lambda who, piece: heard.append((who, piece))
        )

    assert heard == [(0, b"hello\n"), (1, b"HELLO\n"), (0, b""), (1, b"")]
