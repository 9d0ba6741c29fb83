"""Hostile programs: each is one file in `programs/`, its demanded outcome, and a look at what is left.

That nothing is left (no process, control group, mount or descriptor) and that the box still works is
asserted by the fixtures after every one of them.
"""

import errno
import json
import os
import platform
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest

from judgebox.domain.errors import RequestError
from judgebox.domain.run import Command, Ending, Limits, Outcome
from judgebox.sandbox.box import ENVIRONMENT, LauncherBox
from sandboxing import MIB, SLOWNESS, a_script, prepare, some_limits

PROGRAMS = Path(__file__).parent / "programs"
Attack = Callable[..., Awaitable[Outcome]]

CPU, WALL = Ending.KILLED_OUT_OF_CPU_TIME, Ending.KILLED_OUT_OF_WALL_TIME
MEMORY, OUTPUT = Ending.KILLED_OUT_OF_MEMORY, Ending.KILLED_OUT_OF_OUTPUT
EXITED, SIGNALLED, FORBIDDEN = Ending.EXITED, Ending.SIGNALLED, Ending.KILLED_FORBIDDEN_CALL


USUAL = some_limits()


@dataclass(frozen=True)
class Case:
    """A hostile program and how it must end; `output` is what it must have printed, None for anything."""

    program: str
    ending: Ending
    exit_code: int | None = None
    signal: int | None = None
    output: bytes | None = None
    limits: Limits = USUAL


quick = some_limits(cpu_s=0.2, wall_s=1)
brief = some_limits(cpu_s=5, wall_s=0.5)

CASES = [
    Case("fork_bomb.python", EXITED, exit_code=0, output=b"refused True\n"),
    Case("zombies.c", EXITED, exit_code=0, output=b"refused\n"),
    Case("daemon.c", EXITED, exit_code=0, output=b"gone\n"),
    Case("kill_everything.c", EXITED, exit_code=0, output=b"still here\n"),
    Case("child_burns_cpu.c", CPU, signal=signal.SIGKILL, limits=some_limits(cpu_s=0.2, wall_s=4)),
    Case("many_short_processes.c", CPU, signal=signal.SIGKILL, limits=some_limits(cpu_s=0.2, wall_s=4)),
    Case("exec_loop.c", CPU, signal=signal.SIGKILL, limits=some_limits(cpu_s=0.2, wall_s=4)),
    Case("sleeper.python", WALL, signal=signal.SIGKILL, limits=brief),
    Case("stopper.c", WALL, signal=signal.SIGKILL, limits=brief),
    Case("memory_eater.python", MEMORY, signal=signal.SIGKILL),
    Case("memory_eater_child.python", MEMORY, signal=signal.SIGKILL),
    Case("tmpfs_eater.python", MEMORY, signal=signal.SIGKILL),
    Case("kills_itself.c", SIGNALLED, signal=signal.SIGKILL),
    Case("exits_137.c", EXITED, exit_code=137),
    Case("writes_outside.python", EXITED, exit_code=0, output=b"done\n"),
    Case("forbidden_calls.c", EXITED, exit_code=0, output=b"tried all\n"),
    Case("many_files.python", EXITED, exit_code=0, output=b"No space left on device True\n"),
    Case("large_file.python", EXITED, exit_code=0, output=b"made\n"),
    Case("deep_tree.python", EXITED, exit_code=0, output=b"True\n"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.program)
async def test_a_hostile_program_ends_as_it_must(case: Case, attack: Attack) -> None:
    started = time.monotonic()
    outcome = await attack(case.program, case.limits)
    elapsed = time.monotonic() - started

    assert (outcome.ending, outcome.exit_code, outcome.signal) == (case.ending, case.exit_code, case.signal), outcome
    assert case.output is None or outcome.output == case.output, outcome
    assert outcome.usage.memory_bytes <= case.limits.memory_bytes
    assert elapsed < case.limits.wall_time.total_seconds() + 3 * SLOWNESS  # with compiling it


async def test_a_fork_bomb_that_never_stops_is_ended(attack: Attack) -> None:
    outcome = await attack("fork_bomb_endless.c", quick)

    assert outcome.ending in (CPU, WALL)


async def test_endless_recursion_ends_by_its_stack_or_its_memory(attack: Attack) -> None:
    outcome = await attack("stack_eater.c")

    assert outcome.ending is MEMORY or outcome.signal == signal.SIGSEGV


async def test_output_without_end_is_cut_at_the_limit_even_if_it_began_well(attack: Attack) -> None:
    outcome = await attack("output_flood.c", some_limits(output_bytes=10_000))

    assert outcome.ending is OUTPUT
    assert outcome.output.startswith(b"42\nmore\n")
    assert len(outcome.output) == 10_000


async def test_output_is_not_charged_to_the_memory_of_a_program(attack: Attack) -> None:
    outcome = await attack("output_flood.c", some_limits(memory_mib=8, output_bytes=32 * MIB))

    assert outcome.ending is OUTPUT
    assert len(outcome.output) == 32 * MIB
    assert outcome.usage.memory_bytes < 4 * MIB


async def test_error_output_without_end_is_cut_too(attack: Attack) -> None:
    outcome = await attack("error_flood.python", some_limits(output_bytes=100_000))

    assert (outcome.ending, outcome.output, outcome.error) == (OUTPUT, b"42\n", b"x" * 100_000)


async def test_a_process_that_keeps_the_output_open_delays_nothing(attack: Attack) -> None:
    limits = some_limits(wall_s=30)

    outcome = await attack("daemon.c", limits)

    assert outcome.usage.wall_time < limits.wall_time / 10


async def test_nothing_on_the_network_is_reached(attack: Attack) -> None:
    name = f"judgebox-test-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0" + name)
        abstract.listen()
        listening.setblocking(False)

        outcome = await attack("network.python", stdin=f"{listening.getsockname()[1]} {name}".encode())

        assert outcome.exit_code == 0, outcome.error
        assert b"reached" not in outcome.output
        assert outcome.output.count(b"failed") == 9
        with pytest.raises(BlockingIOError):
            listening.accept()


async def test_no_file_of_the_host_is_in_sight(attack: Attack, tmp_path: Path) -> None:
    canary = tmp_path / "answers"
    canary.write_text("the answer is 42")
    below_tmp = Path(f"/tmp/judgebox-canary-{os.getpid()}")
    below_tmp.write_text("the answer is 42")
    try:
        outcome = await attack("reads_host_files.python", stdin=f"{canary} {below_tmp} {Path.home()}/.ssh".encode())
    finally:
        below_tmp.unlink()

    assert outcome.output == b"found []\n", outcome


async def test_nothing_comes_along_from_the_worker(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUDGEBOX_SECRET", "canary")

    outcome = await attack("leaks.python")

    assert json.loads(outcome.output) == {
        "environment": ENVIRONMENT,
        "descriptors": [0, 1, 2],
        "ids": [1000] * 4,
        "groups": [],
        "capabilities": True,
        "no_new_privileges": "1",
        "filter": "2",
        "hostname": "box",
        "cgroups": ["/"],
        "session": True,
        "core": True,
        "open_files": 1024,
        "cwd": "/box",
        "umask": 0o022,
        "processes": [],
    }, outcome


async def test_a_run_finds_nothing_that_an_earlier_one_left(box: LauncherBox) -> None:
    argv = await prepare(box, PROGRAMS / "leaves_state.python")
    await box.freeze()

    outcomes = [await box.run(Command(argv=argv, limits=some_limits())) for _ in range(3)]

    untouched = b"found [] segment False queue False program True\n"
    assert [outcome.output for outcome in outcomes] == [untouched] * 3, outcomes


async def test_before_the_freeze_only_the_working_directory_is_kept(box: LauncherBox) -> None:
    argv = await prepare(box, PROGRAMS / "leaves_state.python")
    await box.run(Command(argv=argv, limits=some_limits()))

    outcome = await box.run(
        a_script("import os; print(os.listdir('/tmp'), os.listdir('/dev/shm'), os.listdir('/box'))")
    )

    assert outcome.output == b"[] [] ['state']\n"


async def test_only_regular_files_are_collected_and_no_link_is_followed(box: LauncherBox, attack: Attack) -> None:
    outcome = await attack("odd_results.python", freeze=False)
    assert outcome.exit_code == 0, outcome.error

    files = await box.collect(limit_bytes=MIB)

    odd_name = "-rf \n\xff".encode().decode(errors="surrogateescape")
    assert set(files) == {"program.py", "directory/below/fine.txt", odd_name}
    assert files["directory/below/fine.txt"] == b"fine"


@pytest.mark.parametrize(
    ("program", "code"), [("large_file.python", "files_too_large"), ("deep_tree.python", "too_many_files")]
)
async def test_results_beyond_the_limits_are_refused(box: LauncherBox, attack: Attack, program: str, code: str) -> None:
    await attack(program, freeze=False)

    with pytest.raises(RequestError) as refused:
        await box.collect(limit_bytes=MIB)

    assert refused.value.code == code


async def test_more_results_than_allowed_are_refused(box: LauncherBox) -> None:
    await box.run(a_script("for i in range(300): open(str(i), 'w').close()"))

    with pytest.raises(RequestError) as refused:
        await box.collect(limit_bytes=MIB, limit_files=200)

    assert refused.value.code == "too_many_files"


@pytest.mark.parametrize("as_file", [True, False])
async def test_the_input_cannot_be_changed(attack: Attack, tmp_path: Path, as_file: bool) -> None:
    path = tmp_path / "case.in"
    path.write_bytes(b"the input")
    path.chmod(0o666)

    outcome = await attack("tampers_with_input.python", stdin=path if as_file else b"the input")

    assert outcome.output == b"b'the input' /memfd:input (deleted)\n", outcome
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"the input", 0o666)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="these ABIs belong to x86-64")
@pytest.mark.parametrize("program", ["foreign_abi.c", "x32_abi.c"])
async def test_a_call_through_another_abi_is_a_violation(attack: Attack, program: str) -> None:
    outcome = await attack(program)

    assert (outcome.ending, outcome.signal) == (FORBIDDEN, signal.SIGSYS)


@pytest.mark.parametrize(
    ("source", "endings"),
    [("includes_device.c", {MEMORY, EXITED, CPU, WALL}), ("compile_bomb.cpp", {CPU, EXITED})],
)
async def test_a_compiler_is_held_to_its_limits(box: LauncherBox, source: str, endings: set[Ending]) -> None:
    await box.put({source: (PROGRAMS / source).read_bytes()})
    limits = some_limits(cpu_s=1, wall_s=6, memory_mib=256)

    outcome = await box.run(Command(argv=("g++", "-fconstexpr-ops-limit=1000000000000", source), limits=limits))

    assert outcome.ending in endings
    assert outcome.exit_code != 0


async def test_a_compiler_sees_no_file_of_the_host(box: LauncherBox) -> None:
    await box.put({"a.c": (PROGRAMS / "reads_compiler_host.c").read_bytes()})

    outcome = await box.run(Command(argv=("gcc", "a.c"), limits=some_limits(cpu_s=5, wall_s=20, memory_mib=256)))

    assert b"/etc/shadow: No such file or directory" in outcome.error
    assert b"found" not in outcome.error


async def test_two_boxes_cannot_meet(box: LauncherBox, other_box: LauncherBox) -> None:
    # Names that a shared network namespace, or a shared file system, would make the same.
    talk = "import os, socket, time; s = socket.socket(socket.AF_UNIX);"
    leave = f"{talk} s.bind('\\0meet'); s.listen(); open('/tmp/meet', 'w'); open('/dev/shm/meet', 'w'); time.sleep(1)"
    look = f"{talk} time.sleep(0.5); print(os.listdir('/tmp'), os.listdir('/dev/shm'), s.connect_ex('\\0meet'))"
    outcomes: dict[str, Outcome] = {}

    async def run(where: LauncherBox, script: str) -> None:
        outcomes[script] = await where.run(a_script(script))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run, box, leave)
        tasks.start_soon(run, other_box, look)

    assert outcomes[leave].exit_code == 0, outcomes[leave].error
    assert outcomes[look].output == f"[] [] {errno.ECONNREFUSED}\n".encode()
