import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from judgebox.cli.bench.figures import (
    Amount,
    Form,
    PartReport,
    Timing,
    Unit,
    Unmeasured,
    aim_of,
    difference_aim,
    ratio_aim,
    timing_of,
)
from judgebox.cli.bench.report import Machine
from judgebox.cli.bench.sandbox import compiling, pythons
from judgebox.cli.bench.sandbox.bare_process import BareProcess, write_program
from judgebox.cli.bench.sandbox.command import machine_line, parse_part
from judgebox.cli.bench.sandbox.figures import Part, SandboxReport
from judgebox.cli.bench.sandbox.holdings import (
    children_of,
    count_descriptors,
    parse_kernel_memory,
    with_descendants,
)
from judgebox.cli.bench.sandbox.leaks import aims_of_growth
from judgebox.cli.bench.sandbox.others import BWRAP, find_others
from judgebox.cli.bench.sandbox.pythons import is_python
from judgebox.cli.bench.sandbox.runs import BARE, WARM_BOX, aims_of_runs
from judgebox.cli.bench.sandbox.true_program import true_program
from judgebox.cli.bench.sandbox.turns import Subject, measure_in_turn, rotated
from judgebox.cli.bench.tables import figure_text, form_of, markdown_of
from judgebox.cli.status import UsageError
from judgebox.domain.errors import PlatformError

MS = 1_000_000


def a_timing(name: str = "it", *, p50_ms: float = 1.0, p99_ms: float = 2.0) -> Timing:
    return Timing(name=name, count=2, p50_ms=p50_ms, p99_ms=p99_ms, mean_ms=1.5, least_ms=1.0, most_ms=2.0)


def a_report(*parts: PartReport) -> SandboxReport:
    machine = Machine(processor="a CPU", cpus=2, kernel="6.1", python="3.11")
    return SandboxReport(
        machine=machine, load_before=0.1, tier="A", cgroup_version="v2", rounds=3, seconds=4.2, parts=parts
    )


# --- The smallest program ----------------------------------------------------------------------


def test_the_smallest_program_ends_with_0_and_says_nothing(tmp_path: Path) -> None:
    program = write_program(tmp_path, "true", true_program())

    done = subprocess.run([program], capture_output=True, check=True)

    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.parametrize(("machine", "number"), [("x86_64", 62), ("aarch64", 183)])
def test_the_smallest_program_is_static_and_starts_at_its_code(machine: str, number: int) -> None:
    program = true_program(machine)

    entry, header_at = struct.unpack_from("<QQ", program, 24)
    kind, flags, offset, address, _, in_file, in_memory = struct.unpack_from("<IIQQQQQ", program, header_at)
    assert struct.unpack_from("<HH", program, 16) == (2, number)
    assert (kind, flags, offset, in_file, in_memory) == (1, 5, 0, len(program), len(program))
    assert entry == address + header_at + 56


def test_there_is_no_smallest_program_for_a_machine_that_we_do_not_know() -> None:
    with pytest.raises(PlatformError, match="pdp11"):
        true_program("pdp11")


# --- Turns -------------------------------------------------------------------------------------


def subject_that_notes(name: str, notes: list[str]) -> Subject:
    async def once() -> int:
        notes.append(name)
        return len(notes)

    return Subject(name, once)


async def test_subjects_take_turns_and_each_round_begins_with_another() -> None:
    notes: list[str] = []
    subjects = [subject_that_notes(name, notes) for name in "abc"]

    samples = await measure_in_turn(subjects, rounds=2, block=2, warm_up=0)

    assert "".join(notes) == "aabbccbbccaa"
    assert samples == {"a": [1, 2, 11, 12], "b": [3, 4, 7, 8], "c": [5, 6, 9, 10]}


async def test_a_warm_up_is_done_and_not_counted() -> None:
    notes: list[str] = []

    samples = await measure_in_turn([subject_that_notes("a", notes)], rounds=1, block=1, warm_up=3)

    assert samples == {"a": [4]}


def test_rotating_no_subjects_gives_none() -> None:
    assert rotated([], 3) == []


# --- Bare processes ----------------------------------------------------------------------------


def test_a_bare_process_takes_time() -> None:
    assert BareProcess(argv=["/bin/true"]).run() > 0


@pytest.mark.parametrize("argv", [["/bin/false"], ["/nonexistent"], ["/bin/cat", "/nonexistent"]])
def test_a_bare_process_that_fails_is_no_measurement(argv: list[str]) -> None:
    process = BareProcess(argv=argv, stdin=Path(os.devnull))

    with pytest.raises(PlatformError, match=argv[0]):
        process.run()
    with pytest.raises(PlatformError, match=argv[0]):
        process.prove()


async def test_sandboxes_that_are_not_installed_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    async with find_others(tmp_path / "true") as others:
        assert others.subjects == []
        assert {each.name: each.reason for each in others.unmeasured} == dict.fromkeys(
            (BWRAP, "nsjail", "isolate"), "not installed"
        )


async def test_a_sandbox_that_does_not_work_here_is_named_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_program(tmp_path, "bwrap", b"#!/bin/sh\necho no namespaces here >&2\nexit 1\n")
    monkeypatch.setenv("PATH", str(tmp_path))

    async with find_others(tmp_path / "true") as others:
        reasons = {each.name: each.reason for each in others.unmeasured}

    assert reasons[BWRAP].endswith("no namespaces here")


# --- Figures -----------------------------------------------------------------------------------


def test_times_are_summed_up_in_milliseconds() -> None:
    timing = timing_of("it", [MS * each for each in range(1, 101)])

    assert (timing.count, timing.p50_ms, timing.p99_ms) == (100, 50, 99)
    assert (timing.mean_ms, timing.least_ms, timing.most_ms) == (50.5, 1, 100)


@pytest.mark.parametrize(("value", "is_met"), [(0.4, True), (0.4004, True), (0.401, False)])
def test_an_aim_is_met_up_to_its_limit_as_it_is_shown(value: float, is_met: bool) -> None:
    assert aim_of("it", value, limit=0.4, unit=Unit.MILLISECONDS).is_met is is_met


@pytest.mark.parametrize(("percent", "value"), [(50, 0.5), (99, 3.0)])
def test_a_difference_is_taken_at_the_same_percentile(percent: int, value: float) -> None:
    box, bare = a_timing(p50_ms=1.5, p99_ms=5.0), a_timing(p50_ms=1.0, p99_ms=2.0)

    assert difference_aim("it", box, bare, percent=percent, limit_ms=1.0).value == value


def test_a_ratio_is_that_of_the_medians() -> None:
    aim = ratio_aim("it", a_timing(p50_ms=3.0), a_timing(p50_ms=10.0), limit=0.35)

    assert (aim.value, aim.is_met) == (0.3, True)


def test_compiles_are_held_to_the_bare_compiler_and_the_cache_to_a_time() -> None:
    times = {compiling.BARE: 1000.0, compiling.IN_BOX: 340.0, compiling.FROM_CACHE: 11.0}

    aims = compiling.aims_of_compiles({name: a_timing(p50_ms=p50_ms) for name, p50_ms in times.items()})

    assert [(aim.value, aim.is_met) for aim in aims] == [(0.34, True), (11.0, False)]


def test_where_no_interpreter_waits_there_is_no_aim_about_it() -> None:
    timings = {pythons.BARE: a_timing(p50_ms=10.0), pythons.COLD: a_timing()}

    assert pythons.aims_of_pythons(timings) == []
    assert [aim.is_met for aim in pythons.aims_of_pythons({**timings, pythons.WARM: a_timing(p50_ms=3.4)})] == [True]


@pytest.mark.parametrize(
    ("argv", "expected"), [([sys.executable, "-c", "input(); print(flush=True); input()"], True), (["/bin/cat"], False)]
)
def test_an_interpreter_is_recognised_by_the_name_of_its_program(argv: list[str], expected: bool) -> None:
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()  # it has started, so its name is its own

        assert is_python(process.pid) is expected
        process.stdin.write(b"\n")


def test_without_bwrap_there_is_no_aim_about_it() -> None:
    timings = {BARE: a_timing(), WARM_BOX: a_timing()}

    assert len(aims_of_runs(timings)) == 2
    assert len(aims_of_runs({**timings, BWRAP: a_timing()})) == 3


# --- What is held ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "after", "is_met"),
    [
        (Unit.PIECES, 3, True),
        (Unit.PIECES, 2, True),
        (Unit.PIECES, 4, False),
        (Unit.MEBIBYTES, 4.0, True),
        (Unit.MEBIBYTES, 4.1, False),
    ],
)
def test_nothing_may_grow_but_memory_by_an_allocators_reserve(unit: Unit, after: float, is_met: bool) -> None:
    [aim] = aims_of_growth([Amount(name="things", unit=unit, before=3, after=after)], 10)

    assert aim.is_met is is_met


def test_an_open_file_is_a_descriptor_more() -> None:
    before = count_descriptors(os.getpid())

    with Path(os.devnull).open("rb"):
        after = count_descriptors(os.getpid())

    assert before is not None
    assert after == before + 1


def test_a_childs_child_is_a_descendant() -> None:
    script = "sleep 60 & echo $!; wait"
    with subprocess.Popen(["/bin/sh", "-c", script], stdout=subprocess.PIPE, process_group=0) as shell:
        assert shell.stdout is not None
        grandchild = int(shell.stdout.readline())
        try:
            assert shell.pid in children_of(os.getpid())
            assert with_descendants({shell.pid}) == {shell.pid, grandchild}
        finally:
            os.killpg(shell.pid, 9)


def test_children_of_a_process_that_has_ended_can_not_be_listed() -> None:
    with subprocess.Popen(["/bin/true"]) as process:
        pass

    with pytest.raises(PlatformError, match=str(process.pid)):
        children_of(process.pid)


def test_the_memory_of_the_kernel_is_neither_that_of_processes_nor_that_of_files() -> None:
    text = "MemTotal:  900 kB\nCached:  500 kB\nAnonPages:  90 kB\nShmem:  10 kB\nSlab:  5 kB\nHugePages_Total:  7\n"

    assert parse_kernel_memory(text) == 15 * 1024


# --- The command -------------------------------------------------------------------------------


def test_a_part_that_is_unknown_is_answered_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="run, box, pool, python, compile, leaks"):
        parse_part("speed")


def test_only_one_form_can_be_had() -> None:
    assert [form_of(False, False), form_of(True, False), form_of(False, True)] == [Form.TEXT, Form.JSON, Form.MARKDOWN]
    with pytest.raises(UsageError, match="both"):
        form_of(True, True)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(1.234, Unit.MILLISECONDS, "1.23 ms"), (0.3333, Unit.TIMES, "0.333 times"), (3.0, Unit.PIECES, "3")],
)
def test_a_figure_is_shown_with_its_unit(value: float, unit: Unit, text: str) -> None:
    assert figure_text(value, unit) == text


def test_the_report_in_markdown_has_a_table_for_each_kind_of_figures() -> None:
    part = PartReport(
        part=Part.RUN,
        timings=[a_timing("bare")],
        amounts=[Amount(name="mounts", unit=Unit.PIECES, before=2, after=2)],
        aims=[aim_of("box", 0.5, limit=0.4, unit=Unit.MILLISECONDS)],
        unmeasured=[Unmeasured(name="nsjail", reason="not installed")],
    )

    lines = markdown_of(machine_line(a_report(part)), [part]).splitlines()

    assert "| bare | 2 | 1.000 | 2.000 | 1.500 | 1.000 | 2.000 |" in lines
    assert "| mounts | 2 | 2 |" in lines
    assert "| box | 0.50 ms | 0.40 ms | missed |" in lines
    assert "run, nsjail: not measured: not installed" in lines
