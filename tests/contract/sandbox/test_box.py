"""What the ports promise of a box, on the real launcher."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import pytest

from judgebox.domain.errors import RequestError, SandboxError
from judgebox.domain.run import Command, Ending, SyscallProfile
from judgebox.sandbox import LauncherSandbox, open_sandbox
from judgebox.sandbox.box import ENVIRONMENT, LauncherBox
from sandboxing import MIB, SLOWNESS, a_script, shown, some_limits


async def test_a_run_gets_its_input_and_gives_both_streams_and_its_exit_code(box: LauncherBox) -> None:
    script = "import sys; print(sys.stdin.read()); print('why', file=sys.stderr); sys.exit(3)"

    outcome = await box.run(a_script(script, stdin=b"in"))

    assert (outcome.ending, outcome.exit_code, outcome.signal) == (Ending.EXITED, 3, None)
    assert (outcome.output, outcome.error) == (b"in\n", b"why\n")


async def test_a_crash_is_told_by_its_signal(box: LauncherBox) -> None:
    outcome = await box.run(a_script("import os; os.abort()"))

    assert (outcome.ending, outcome.exit_code, outcome.signal) == (Ending.SIGNALLED, None, 6)


async def test_the_input_may_be_a_file_of_the_host(box: LauncherBox, tmp_path: Path) -> None:
    path = tmp_path / "case.in"
    path.write_bytes(b"x" * 3 * MIB)

    outcome = await box.run(a_script("import sys; print(len(sys.stdin.read()))", stdin=path))

    assert outcome.output == f"{3 * MIB}\n".encode()
    assert outcome.usage.memory_bytes < 32 * MIB


async def test_an_input_that_cannot_be_read_is_no_verdict(box: LauncherBox, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"input: .*nowhere"):
        await box.run(a_script("", stdin=tmp_path / "nowhere"))


async def test_large_outputs_come_whole(box: LauncherBox) -> None:
    limits = some_limits(output_bytes=8 * MIB)

    for letter in (b"a", b"b"):  # the second one must not show the first
        outcome = await box.run(a_script(f"print('{letter.decode()}' * 5000000, end='')", limits=limits))
        assert outcome.output == letter * 5_000_000


async def test_output_of_exactly_the_limit_is_fine(box: LauncherBox) -> None:
    outcome = await box.run(a_script("print('x' * 999)", limits=some_limits(output_bytes=1000)))

    assert (outcome.ending, len(outcome.output)) == (Ending.EXITED, 1000)


async def test_the_environment_is_the_commands_and_little_else(box: LauncherBox) -> None:
    given = (("LANG", "C"), ("NAME", "a=b c\n"))
    command = Command(argv=("/usr/bin/env", "--null"), limits=some_limits(), environment=given)

    outcome = await box.run(command)

    expected = {**ENVIRONMENT, **dict(given)}
    assert outcome.output.decode().split("\0") == [*(f"{name}={value}" for name, value in expected.items()), ""]


async def test_a_program_is_found_by_path_or_in_the_working_directory(box: LauncherBox) -> None:
    await box.put({"own": b"#!/bin/sh\necho own\n"}, executable=True)

    outcomes = [await box.run(Command(argv=argv, limits=some_limits())) for argv in (("own",), ("./own",), ("echo",))]

    assert [outcome.output for outcome in outcomes] == [b"own\n", b"own\n", b"\n"]


@pytest.mark.parametrize("argv", [("/nowhere",), ("nowhere",), ("./not-executable",), ("./no-interpreter",)])
async def test_a_program_that_cannot_be_executed_is_no_verdict(box: LauncherBox, argv: tuple[str, ...]) -> None:
    await box.put({"not-executable": b"x"})
    await box.put({"no-interpreter": b"#!/nowhere\n"}, executable=True)

    with pytest.raises(SandboxError) as failed:
        await box.run(Command(argv=argv, limits=some_limits()))

    assert failed.value.step == "exec"


@pytest.mark.parametrize(
    "changed",
    [{"cpu_s": 0}, {"wall_s": -1}, {"memory_mib": 0}, {"output_bytes": -1}, {"processes": 0}, {"memory_mib": 1 << 50}],
)
async def test_limits_that_make_no_sense_are_refused(box: LauncherBox, changed: Mapping[str, int]) -> None:
    with pytest.raises(SandboxError, match="makes no sense"):
        await box.run(a_script("", limits=some_limits(**changed)))


# --- Files -------------------------------------------------------------------------------------


async def test_what_was_put_is_collected_again(box: LauncherBox) -> None:
    files = {"a": b"", "b/c/d": b"x" * 200_000, "name with blank\n": b"\0\xff"}
    await box.put(files)
    await box.put({"a": b"longer"})
    await box.put({"a": b"new"})

    assert await box.collect(limit_bytes=MIB) == {**files, "a": b"new"}


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "", "a\0b"])
async def test_a_path_that_leads_out_is_refused(box: LauncherBox, path: str) -> None:
    with pytest.raises(RequestError, match="no relative path"):
        await box.put({path: b"x"})


@pytest.mark.parametrize("path", ["directory/x", "file"])
async def test_files_are_put_through_no_link(box: LauncherBox, path: str) -> None:
    await box.run(a_script("import os; os.symlink('/box/real', 'directory'); os.symlink('/box/new', 'file')"))

    with pytest.raises(SandboxError, match="put: "):
        await box.put({path: b"x"})


async def test_more_than_fits_is_no_verdict(sandbox: LauncherSandbox) -> None:
    async with sandbox.box(writable_bytes=MIB) as box:
        with pytest.raises(SandboxError, match="No space left"):
            await box.put({"large": b"x" * 2 * MIB})


async def test_a_frozen_box_shows_what_it_held_and_forgets_what_runs_write(box: LauncherBox) -> None:
    await box.put({"kept": b"as it was", "directory/kept": b"too"})
    await box.run(a_script("open('made', 'w').write('by the compiler')"))
    await box.freeze()
    change = "import os; open('kept', 'a').write('!'); open('new', 'w').close(); os.remove('made')"
    look = "import os; print(sorted(os.listdir()), open('kept').read(), open('directory/kept').read())"

    outcomes = [await box.run(a_script(f"{look}; {change}")) for _ in range(2)]

    assert [outcome.exit_code for outcome in outcomes] == [0, 0], outcomes
    assert {outcome.output for outcome in outcomes} == {b"['directory', 'kept', 'made'] as it was too\n"}


# --- Mounts ------------------------------------------------------------------------------------


@pytest.fixture
def toolchain() -> Iterator[Path]:
    """A directory of the host that everybody may read, and that is not in a box's own places."""
    with TemporaryDirectory(dir="/var/tmp") as directory:
        path = Path(directory)
        path.chmod(0o755)
        yield path


async def test_a_mount_of_a_language_is_seen_and_cannot_be_written(sandbox: LauncherSandbox, toolchain: Path) -> None:
    (toolchain / "tool").write_text("tool")
    look = f"import os; print(open('{toolchain}/tool').read(), os.access('{toolchain}', os.W_OK))"

    async with sandbox.box(mounts=[shown(str(toolchain))]) as box:
        outcome = await box.run(a_script(look))

    assert outcome.output == b"tool False\n", outcome.error


async def test_a_hidden_directory_is_empty_although_it_lies_in_a_mount(toolchain: Path) -> None:
    (toolchain / "answers").mkdir()
    (toolchain / "answers" / "1.ans").write_text("42")

    async with (
        open_sandbox(hidden=[toolchain / "answers"]) as sandbox,
        sandbox.box(mounts=[shown(str(toolchain))]) as box,
    ):
        outcome = await box.run(
            a_script(f"import os; print(os.listdir('{toolchain}'), os.listdir('{toolchain}/answers'))")
        )

    assert outcome.output == b"['answers'] []\n", outcome.error


async def test_a_mount_that_is_not_there_is_named(sandbox: LauncherSandbox) -> None:
    with pytest.raises(SandboxError, match="/nowhere/at/all"):
        async with sandbox.box(mounts=[shown("/nowhere/at/all")]):
            pass


async def test_a_mount_in_a_boxs_own_place_is_refused(sandbox: LauncherSandbox) -> None:
    with pytest.raises(SandboxError, match="cannot be shown"):
        async with sandbox.box(mounts=[shown("/dev/shm")]):
            pass


# --- Accounting --------------------------------------------------------------------------------


async def test_memory_is_what_was_touched_whatever_the_size_of_the_worker(box: LauncherBox) -> None:
    ballast = bytearray(b"x" * 100 * MIB)
    await box.put(
        {
            "touch.c": b"#include <stdlib.h>\n#include <string.h>\n"
            b"int main(void) { char *p = malloc(64 << 20); memset(p, 1, 64 << 20); return p[123] - 1; }"
        }
    )
    compiler = Command(argv=("gcc", "-o", "touch", "touch.c"), limits=some_limits(cpu_s=10, wall_s=30, memory_mib=256))
    assert (await box.run(compiler)).exit_code == 0
    await box.freeze()

    outcome = await box.run(Command(argv=("./touch",), limits=some_limits(memory_mib=128)))

    assert outcome.exit_code == 0
    assert 64 * MIB <= outcome.usage.memory_bytes <= 66 * MIB
    assert len(ballast) == 100 * MIB


async def test_cpu_time_counts_every_process_and_wall_time_runs_apart(box: LauncherBox) -> None:
    script = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    while time.process_time() < 0.3: pass\n"
        "    os._exit(0)\n"
        "time.sleep(1)\n"
    )

    outcome = await box.run(a_script(script, limits=some_limits(cpu_s=2)))

    assert timedelta(seconds=0.3) <= outcome.usage.cpu_time <= timedelta(seconds=0.3 + 0.2 * SLOWNESS)
    assert outcome.usage.wall_time >= timedelta(seconds=1)


async def test_a_program_near_its_limit_is_measured_and_not_cut(box: LauncherBox) -> None:
    limits = some_limits(cpu_s=0.3)
    busy = f"import time\nwhile time.process_time() < {limits.cpu_time.total_seconds() + 0.05}: pass"

    outcome = await box.run(a_script(busy, limits=limits))

    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 0)
    assert outcome.usage.cpu_time > limits.cpu_time


async def test_boxes_run_at_the_same_time(sandbox: LauncherSandbox) -> None:
    outputs: list[bytes] = []

    async def run(number: int) -> None:
        async with sandbox.box() as box:
            for _ in range(3):
                outcome = await box.run(a_script(f"import time; time.sleep(0.05); print({number})"))
                outputs.append(outcome.output)

    async with anyio.create_task_group() as tasks:
        for number in range(6):
            tasks.start_soon(run, number)

    assert sorted(outputs) == sorted(f"{number}\n".encode() for number in range(6) for _ in range(3))


async def test_runs_that_follow_one_another_are_alike_whatever_the_ones_before_were(box: LauncherBox) -> None:
    # From the second one on a child is made ahead; it must not matter that it was made for something else.
    script = (
        "import os, resource, sys\n"
        "print(sys.stdin.read(), resource.getrlimit(resource.RLIMIT_CPU), os.getcwd(), os.getppid(),"
        " sorted(os.listdir('/proc/self/fd')),"
        " [line for line in open('/proc/self/status') if line[:3] in ('Cap', 'Sec')])"
    )
    await box.freeze()
    few, many = some_limits(cpu_s=1), some_limits(cpu_s=3, memory_mib=96)

    plain = [await box.run(a_script(script, limits=few, stdin=b"1")) for _ in range(4)]
    other = await box.run(a_script(script, limits=many, stdin=b"1"))
    strict = await box.run(replace(a_script(script, limits=few, stdin=b"1"), profile=SyscallProfile.STRICT))
    further = await box.run(replace(a_script("import os; os.write(3, b'x')", limits=few), outputs=(3,)))
    again = await box.run(a_script(script, limits=few, stdin=b"1"))

    assert plain[0].output.startswith(b"1 (3, 4) /box 1 ['0', '1', '2', '3']")
    assert {outcome.output for outcome in (*plain, strict, again)} == {plain[0].output}
    assert other.output == plain[0].output.replace(b"(3, 4)", b"(5, 6)")
    assert further.outputs == {3: b"x"}
    assert {outcome.exit_code for outcome in (*plain, other, strict, further, again)} == {0}
