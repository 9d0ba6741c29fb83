"""Part `box`: what a box costs until it is ready, and with its end."""

import time

import anyio
import anyio.lowlevel

from judgebox.cli.bench.figures import Aim, PartReport, Timing, time_aim, timing_of
from judgebox.cli.bench.sandbox.figures import Part
from judgebox.cli.bench.sandbox.holdings import children_of
from judgebox.cli.bench.sandbox.turns import Subject, measure_in_turn
from judgebox.sandbox import LauncherSandbox

BLOCK = 5
WARM_UP = 10

MADE = "box made"
MADE_AND_ENDED = "box made and ended"
UNTIL_GONE = "box made and ended, until its processes are gone"

MADE_MS = 1.5
MADE_AND_ENDED_MS = 2.0

GONE_WITHIN_S = 10.0


async def measure_boxes(sandbox: LauncherSandbox, *, rounds: int) -> PartReport:
    """Measure the making of boxes that nobody has made ahead."""
    subjects = [
        Subject(MADE, lambda: _made(sandbox)),
        Subject(MADE_AND_ENDED, lambda: _made_and_ended(sandbox)),
        Subject(UNTIL_GONE, lambda: _until_gone(sandbox)),
    ]
    samples = await measure_in_turn(subjects, rounds=rounds, block=BLOCK, warm_up=WARM_UP)
    timings = {key: timing_of(key, values) for key, values in samples.items()}
    return PartReport(part=Part.BOX, timings=list(timings.values()), aims=aims_of_boxes(timings))


async def _made(sandbox: LauncherSandbox) -> int:
    start = time.perf_counter_ns()
    async with sandbox.box():
        return time.perf_counter_ns() - start


async def _made_and_ended(sandbox: LauncherSandbox) -> int:
    start = time.perf_counter_ns()
    async with sandbox.box():
        pass
    return time.perf_counter_ns() - start


async def _until_gone(sandbox: LauncherSandbox) -> int:
    before = children_of(sandbox.launcher_pid)
    start = time.perf_counter_ns()
    async with sandbox.box():
        pass
    with anyio.fail_after(GONE_WITHIN_S):
        while children_of(sandbox.launcher_pid) - before:
            await anyio.lowlevel.checkpoint()
    return time.perf_counter_ns() - start


def aims_of_boxes(timings: dict[str, Timing]) -> list[Aim]:
    return [
        time_aim(MADE, timings[MADE], limit_ms=MADE_MS),
        time_aim(MADE_AND_ENDED, timings[MADE_AND_ENDED], limit_ms=MADE_AND_ENDED_MS),
    ]
