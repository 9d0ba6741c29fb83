"""Part `python`: one case of a Python program, bare, started in a box, and by an interpreter that waits there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from judgebox.cli.bench.problem import SOURCE, input_of
from judgebox.cli.bench.sandbox.bare_process import BareProcess
from judgebox.cli.bench.sandbox.figures import Aim, Part, PartReport, Timing, Unmeasured, ratio_aim, timing_of
from judgebox.cli.bench.sandbox.turns import Subject, measure_in_turn, timed
from judgebox.domain.errors import PlatformError
from judgebox.domain.problem import ProblemLimits
from judgebox.domain.run import Command
from judgebox.languages import Catalog, Language
from judgebox.ports import Box, Sandbox
from judgebox.usecases.compile import compile_in, mounts_of
from judgebox.usecases.judge import run_command_of, run_limits_of

BLOCK = 3
WARM_UP = 5

BARE = "python3 bare"
COLD = "python3 started in a box"
WARM = "python3 that waited in a box"
OF_BARE = 0.35


async def measure_pythons(sandbox: Sandbox, catalog: Catalog, *, rounds: int) -> PartReport:
    """Measure the three, on the same program and input."""
    if catalog.missing_programs("python"):
        return PartReport(part=Part.PYTHON, unmeasured=[Unmeasured(name="all", reason="python3 is not installed")])
    python = catalog.languages["python"]
    case = run_command_of(python, run_limits_of(python, ProblemLimits()))
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        bare, stdin = _write_bare(Path(name), python)
        async with _box_for(sandbox, python) as box:
            subjects = [
                Subject(BARE, bare.once),
                Subject(COLD, _runs_of(box, replace(case, stdin=stdin, warm=False))),
                Subject(WARM, _runs_of(box, replace(case, stdin=stdin, warm=True))),
            ]
            samples = await measure_in_turn(subjects, rounds=rounds, block=BLOCK, warm_up=WARM_UP)
    timings = {key: timing_of(key, values) for key, values in samples.items()}
    return PartReport(part=Part.PYTHON, timings=list(timings.values()), aims=aims_of_pythons(timings))


def _write_bare(directory: Path, python: Language) -> tuple[BareProcess, Path]:
    """Write the program and its input where the bare interpreter finds them."""
    source, stdin = directory / python.source, directory / "input"
    source.write_text(SOURCE)
    stdin.write_text(input_of(1))
    argv = [str(source) if part == python.source else part for part in python.run]
    return BareProcess(argv=argv, environment=python.environment, stdin=stdin), stdin


@asynccontextmanager
async def _box_for(sandbox: Sandbox, python: Language) -> AsyncIterator[Box]:
    async with sandbox.box(mounts=mounts_of(python), resident=python.resident) as box:
        await compile_in(box, SOURCE, python)
        yield box


def _runs_of(box: Box, case: Command) -> Callable[[], Awaitable[int]]:
    async def run() -> None:
        outcome = await box.run(case)
        if outcome.exit_code != 0 or not outcome.output:
            raise PlatformError(f"a small Python program ended in its box with {outcome.ending}, {outcome.exit_code}")

    return lambda: timed(run)


def aims_of_pythons(timings: dict[str, Timing]) -> list[Aim]:
    return [ratio_aim("python3 that waited / bare", timings[WARM], timings[BARE], limit=OF_BARE)]
