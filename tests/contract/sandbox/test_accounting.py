"""What a run used is told honestly, whatever it does and however large the worker is."""

from datetime import timedelta

import pytest

from judgebox.domain.run import Command, Ending, Outcome
from judgebox.sandbox import LauncherSandbox
from judgebox.sandbox.box import LauncherBox
from sandboxing import MIB, SLOWNESS, a_script, some_limits

WORKER_MIB = 300
TOUCHED_MIB = 64
SLACK = timedelta(seconds=0.15 * SLOWNESS)
"""For starting an interpreter, beside what a program burns."""

TOUCH = b"""
#include <stdlib.h>
#include <string.h>
int main(void) { char *p = malloc(64 << 20); memset(p, 1, 64 << 20); return p[12345] - 1; }
"""
BURN = "def burn(s):\n    end = time.thread_time() + s\n    while time.thread_time() < end: pass\n"


@pytest.fixture
def large_worker() -> bytearray:
    """Makes this process, which is the worker, large."""
    return bytearray(b"x" * WORKER_MIB * MIB)


@pytest.fixture(autouse=True)
def needs_control_groups(sandbox: LauncherSandbox) -> None:
    if sandbox.tier == "C":
        pytest.skip("without control groups the kernel counts only what was waited for")


async def touch(box: LauncherBox, *, memory_mib: int) -> Outcome:
    await box.put({"touch.c": TOUCH})
    compiler = Command(
        argv=("gcc", "-O0", "-static", "-o", "touch", "touch.c"),
        limits=some_limits(cpu_s=10, wall_s=30, memory_mib=256),
    )
    compiled = await box.run(compiler)
    assert compiled.exit_code == 0, compiled.error
    await box.freeze()
    return await box.run(Command(argv=("./touch",), limits=some_limits(memory_mib=memory_mib)))


# --- Memory ------------------------------------------------------------------------------------


async def test_the_peak_is_what_was_touched_within_two_mebibytes(box: LauncherBox, large_worker: bytearray) -> None:
    outcome = await touch(box, memory_mib=2 * TOUCHED_MIB)

    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 0)
    assert TOUCHED_MIB * MIB <= outcome.usage.memory_bytes <= (TOUCHED_MIB + 2) * MIB


async def test_the_peak_of_a_small_program_is_small_in_a_large_worker(
    box: LauncherBox, large_worker: bytearray
) -> None:
    outcome = await box.run(Command(argv=("/bin/true",), limits=some_limits(), stdin=b"x" * 4 * MIB))

    assert outcome.usage.memory_bytes < 4 * MIB


async def test_a_run_does_not_pay_for_the_memory_of_an_earlier_one(box: LauncherBox) -> None:
    await touch(box, memory_mib=2 * TOUCHED_MIB)

    outcome = await box.run(Command(argv=("/bin/true",), limits=some_limits()))

    assert outcome.usage.memory_bytes < 4 * MIB


async def test_a_program_that_wants_more_than_its_limit_is_out_of_memory(box: LauncherBox) -> None:
    outcome = await touch(box, memory_mib=TOUCHED_MIB // 2)

    assert outcome.ending is Ending.KILLED_OUT_OF_MEMORY
    assert outcome.usage.memory_bytes <= TOUCHED_MIB // 2 * MIB


async def test_memory_of_all_processes_counts_together(box: LauncherBox) -> None:
    script = (
        "import os, time\n"
        "children = [os.fork() for _ in range(2)]\n"  # four processes
        "kept = b'x' * (24 << 20)\n"
        "time.sleep(3600)\n"
    )

    outcome = await box.run(a_script(script, limits=some_limits(memory_mib=64, cpu_s=10, wall_s=20)))

    assert outcome.ending is Ending.KILLED_OUT_OF_MEMORY


async def test_a_program_that_kills_itself_is_not_out_of_memory(box: LauncherBox) -> None:
    outcome = await box.run(a_script("import os; os.kill(os.getpid(), 9)"))

    assert (outcome.ending, outcome.signal, outcome.exit_code) == (Ending.SIGNALLED, 9, None)


# --- Time --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        "burn(0.3)",
        "pid = os.fork() or (burn(0.3), os._exit(0))\nos.waitpid(pid, 0)",
        "os.fork() or (burn(0.3), os.kill(os.getppid(), 10), os._exit(0))\nsignal.pause()",
        "os.fork() or os.fork() or os.setsid() or (burn(0.3), os._exit(0))\ntime.sleep({sleep})",
        "threads = [threading.Thread(target=burn, args=(0.15,)) for _ in range(2)]\n"
        "[thread.start() for thread in threads]\n[thread.join() for thread in threads]",
    ],
    ids=["itself", "child", "unawaited", "daemon", "threads"],
)
async def test_cpu_time_is_that_of_all_processes_and_threads(box: LauncherBox, script: str) -> None:
    before = "import os, signal, threading, time\nsignal.signal(10, lambda *_: None)\n" + BURN
    chosen = script.replace("{sleep}", str(1 + 0.3 * SLOWNESS))

    outcome = await box.run(a_script(before + chosen, limits=some_limits(cpu_s=3, wall_s=10)))

    assert outcome.ending is Ending.EXITED, outcome.error
    assert timedelta(seconds=0.29) <= outcome.usage.cpu_time <= timedelta(seconds=0.3) + SLACK


async def test_wall_time_runs_apart_from_cpu_time(box: LauncherBox) -> None:
    outcome = await box.run(a_script("import time; time.sleep(0.5)"))

    assert outcome.usage.wall_time >= timedelta(seconds=0.5)
    assert outcome.usage.cpu_time <= SLACK


async def test_what_a_run_used_is_not_charged_to_the_next_one(box: LauncherBox) -> None:
    await box.run(a_script("import time\n" + BURN + "burn(0.4)"))

    outcome = await box.run(a_script(""))

    assert outcome.usage.cpu_time <= SLACK


# --- Endings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0, 1, 2, 77, 126, 127, 128, 137, 255])
async def test_exit_codes_are_true(box: LauncherBox, code: int) -> None:
    outcome = await box.run(Command(argv=("/bin/sh", "-c", f"exit {code}"), limits=some_limits()))

    assert (outcome.ending, outcome.exit_code, outcome.signal) == (Ending.EXITED, code, None)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 14, 15, 24, 25, 31, 34, 64])
async def test_signals_are_true(box: LauncherBox, number: int) -> None:
    outcome = await box.run(Command(argv=("/bin/sh", "-c", f"kill -{number} $$"), limits=some_limits()))

    expected = Ending.KILLED_FORBIDDEN_CALL if number == 31 else Ending.SIGNALLED
    assert (outcome.ending, outcome.exit_code, outcome.signal) == (expected, None, number)
