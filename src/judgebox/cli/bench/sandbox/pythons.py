"""Part `python`: one case of a Python program, bare, started in a box, and by an interpreter that waits there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from judgebox.cli.bench.figures import Aim, PartReport, Timing, Unmeasured, ratio_aim, timing_of
from judgebox.cli.bench.problem import SOURCE, input_of
from judgebox.cli.bench.sandbox.bare_process import BareProcess
from judgebox.cli.bench.sandbox.figures import Part
from judgebox.cli.bench.sandbox.holdings import children_of, with_descendants
from judgebox.cli.bench.sandbox.turns import Subject, measure_in_turn, timed
from judgebox.domain.errors import PlatformError
from judgebox.domain.problem import ProblemLimits
from judgebox.domain.run import Command
from judgebox.languages import Catalog, Language, run_argv
from judgebox.ports import Box
from judgebox.sandbox import LauncherSandbox
from judgebox.usecases.compile import MIB, compile_in, mounts_of
from judgebox.usecases.judge import run_command_of, run_limits_of

BLOCK = 1
WARM_UP = 5

BARE = "python3 bare"
COLD = "python3 started in a box"
WARM = "python3 that waited in a box"
OF_BARE = 0.35

RESIDENT = "python"


async def measure_pythons(sandbox: LauncherSandbox, catalog: Catalog, *, rounds: int) -> PartReport:
    """Measure the three, on the same program and input."""
    if catalog.missing_programs("python"):
        return PartReport(part=Part.PYTHON, unmeasured=[Unmeasured(name="all", reason="python3 is not installed")])
    python = catalog.languages["python"]
    case = run_command_of(python, run_limits_of(python, ProblemLimits()))
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        bare, stdin = _write_bare(Path(name), python)
        async with _box_for(sandbox, python) as (box, waits):
            subjects = [
                Subject(BARE, bare.once),
                Subject(COLD, _runs_of(box, replace(case, stdin=stdin, warm=False))),
            ]
            if waits:
                subjects.append(Subject(WARM, _runs_of(box, replace(case, stdin=stdin, warm=True))))
            samples = await measure_in_turn(subjects, rounds=rounds, block=BLOCK, warm_up=WARM_UP)
    timings = {key: timing_of(key, values) for key, values in samples.items()}
    unmeasured = [] if waits else [Unmeasured(name=WARM, reason=f"none waits in a box here (tier {sandbox.tier})")]
    return PartReport(
        part=Part.PYTHON, timings=list(timings.values()), aims=aims_of_pythons(timings), unmeasured=unmeasured
    )


def _write_bare(directory: Path, python: Language) -> tuple[BareProcess, Path]:
    """Write the program and its input where the bare interpreter finds them."""
    source, stdin = directory / python.source, directory / "input"
    source.write_text(SOURCE)
    stdin.write_text(input_of(1))
    argv = run_argv(python, str(source), ProblemLimits().memory_bytes // MIB)
    return BareProcess(argv=argv, environment=python.environment, stdin=stdin), stdin


@asynccontextmanager
async def _box_for(sandbox: LauncherSandbox, python: Language) -> AsyncIterator[tuple[Box, bool]]:
    """A box with the program, and whether an interpreter waits in it: without, a warm run would start one, silently."""
    others = children_of(sandbox.launcher_pid)
    async with sandbox.box(mounts=mounts_of(python), resident=RESIDENT) as box:
        waiting = with_descendants(children_of(sandbox.launcher_pid) - others)
        await compile_in(box, SOURCE, python)
        yield box, any(is_python(pid) for pid in waiting)


def _runs_of(box: Box, case: Command) -> Callable[[], Awaitable[int]]:
    async def run() -> None:
        outcome = await box.run(case)
        if outcome.exit_code != 0 or not outcome.output:
            raise PlatformError(f"a small Python program ended in its box with {outcome.ending}, {outcome.exit_code}")

    return lambda: timed(run)


def is_python(pid: int) -> bool:
    """Whether a process is a Python interpreter, by the name of its program."""
    return Path(f"/proc/{pid}/comm").read_text().startswith("python")


def aims_of_pythons(timings: dict[str, Timing]) -> list[Aim]:
    if WARM not in timings:
        return []
    return [ratio_aim("python3 that waited / bare", timings[WARM], timings[BARE], limit=OF_BARE)]
