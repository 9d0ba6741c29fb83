"""Part `run`: a program that does nothing, bare, in a warm box, and in the sandboxes of others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from judgebox.cli.bench.figures import Aim, PartReport, Timing, difference_aim, ratio_aim, timing_of
from judgebox.cli.bench.sandbox.bare_process import BareProcess, write_program
from judgebox.cli.bench.sandbox.figures import Part
from judgebox.cli.bench.sandbox.others import BWRAP, find_others
from judgebox.cli.bench.sandbox.true_program import true_program
from judgebox.cli.bench.sandbox.turns import Subject, measure_in_turn, timed
from judgebox.domain.errors import PlatformError
from judgebox.domain.run import Command, Ending, Limits, SyscallProfile
from judgebox.ports import Box, Sandbox

BLOCK = 10
WARM_UP = 50

BARE = "bare"
WARM_BOX = "in a warm box"

LONGER_P50_MS = 0.4
LONGER_P99_MS = 1.5
OF_BWRAP = 0.333

TRUE_LIMITS = Limits(
    cpu_time=timedelta(seconds=1), wall_time=timedelta(seconds=3), memory_bytes=64 << 20, output_bytes=1 << 20
)
TRUE = Command(argv=("./true",), limits=TRUE_LIMITS, profile=SyscallProfile.STRICT)
"""As compiled programs are run: with the filter that allows the least."""


async def measure_runs(sandbox: Sandbox, *, rounds: int) -> PartReport:
    """Measure all of them side by side; who is not installed here is named."""
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        program = write_program(Path(name), "true", true_program())
        async with true_box(sandbox) as box, find_others(program) as others:
            subjects = [
                Subject(BARE, BareProcess(argv=[str(program)]).once),
                Subject(WARM_BOX, lambda: timed_true(box)),
                *others.subjects,
            ]
            samples = await measure_in_turn(subjects, rounds=rounds, block=BLOCK, warm_up=WARM_UP)
    timings = {key: timing_of(key, values) for key, values in samples.items()}
    return PartReport(
        part=Part.RUN, timings=list(timings.values()), aims=aims_of_runs(timings), unmeasured=others.unmeasured
    )


@asynccontextmanager
async def true_box(sandbox: Sandbox) -> AsyncIterator[Box]:
    """A box that is ready to run `TRUE`, frozen as for the cases of a submission."""
    async with sandbox.box() as box:
        await box.put({"true": true_program()}, executable=True)
        await box.freeze()
        yield box


async def timed_true(box: Box) -> int:
    return await timed(lambda: run_true(box))


async def run_true(box: Box) -> None:
    """Run it; raise PlatformError if it has not ended as it must, for then the time says nothing."""
    outcome = await box.run(TRUE)
    if outcome.ending is not Ending.EXITED or outcome.exit_code != 0:
        raise PlatformError(f"a program that does nothing ended in its box with {outcome.ending}, {outcome.exit_code}")


def aims_of_runs(timings: dict[str, Timing]) -> list[Aim]:
    bare, box = timings[BARE], timings[WARM_BOX]
    aims = [
        difference_aim("warm box more than bare", box, bare, percent=50, limit_ms=LONGER_P50_MS),
        difference_aim("warm box more than bare", box, bare, percent=99, limit_ms=LONGER_P99_MS),
    ]
    if BWRAP in timings:
        aims.append(ratio_aim("warm box / bwrap", box, timings[BWRAP], limit=OF_BWRAP))
    return aims
