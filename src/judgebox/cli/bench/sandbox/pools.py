"""Part `pool`: what it takes to get a box that was made ahead."""

import time

import anyio

from judgebox.cli.bench.figures import PartReport, timing_of
from judgebox.cli.bench.sandbox.figures import Part
from judgebox.cli.bench.sandbox.turns import Subject, measure_in_turn
from judgebox.sandbox import LauncherSandbox

POOL_SIZE = 2
BLOCK = 3
WARM_UP = 10

TAKEN = "box taken from the pool"
TAKEN_AND_ENDED = "box taken from the pool, and ended"

READY_WITHIN_S = 10.0
LOOK_EVERY_S = 0.001


async def measure_pool(sandbox: LauncherSandbox, *, rounds: int) -> PartReport:
    """Measure a sandbox with a pool, each time once a box is ready: what an idle worker's next submission waits."""
    subjects = [
        Subject(TAKEN, lambda: _taken(sandbox)),
        Subject(TAKEN_AND_ENDED, lambda: _taken_and_ended(sandbox)),
    ]
    async with sandbox.box():  # so that the pool knows what is wanted
        pass
    samples = await measure_in_turn(subjects, rounds=rounds, block=BLOCK, warm_up=WARM_UP)
    return PartReport(part=Part.POOL, timings=[timing_of(key, values) for key, values in samples.items()])


async def _taken(sandbox: LauncherSandbox) -> int:
    await _wait_until_ready(sandbox)
    start = time.perf_counter_ns()
    async with sandbox.box():
        return time.perf_counter_ns() - start


async def _taken_and_ended(sandbox: LauncherSandbox) -> int:
    await _wait_until_ready(sandbox)
    start = time.perf_counter_ns()
    async with sandbox.box():
        pass
    return time.perf_counter_ns() - start


async def _wait_until_ready(sandbox: LauncherSandbox) -> None:
    with anyio.fail_after(READY_WITHIN_S):
        while sandbox.idle_boxes < POOL_SIZE:  # noqa: ASYNC110 - nothing tells of it
            await anyio.sleep(LOOK_EVERY_S)
