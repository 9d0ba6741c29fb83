"""How steady times are on this host, and what the sandbox adds to a run. Measured, never assumed."""

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import anyio
import anyio.to_thread

from judgebox.ports import Box, Sandbox
from judgebox.sandbox.probe.check import Check, Level
from judgebox.sandbox.probe.inside import run

KERNEL = ("sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")
"""A fixed amount of work, some 20 ms; it needs no compiler."""
REPEATS = 30
OVERHEAD_REPEATS = 50
BOX_REPEATS = 20
BARE_PROGRAM = "/bin/true"

SPREAD_ALONE = 0.03
SPREAD_BUSY = 0.10
"""Beyond these the same program gets different times often enough to matter near a limit; sandbox study 5.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Times of the same work.

    Attributes:
        share: how far the middle eight tenths of the times lie apart, as a share of their median.
    """

    median_s: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured on this host; medians, in seconds.

    Attributes:
        bare_run_s: to start a program that does nothing, and wait for it.
        boxed_run_s: the same in a box, with all protections and limits.
        box_s: to get a new box, and end it.
        slots: how many programs ran at once while the host was busy.
    """

    bare_run_s: float
    boxed_run_s: float
    box_s: float
    alone: Spread
    busy: Spread
    slots: int


async def measure(sandbox: Sandbox, *, slots: int) -> Figures:
    """Measure this host; takes about three seconds."""
    bare = await anyio.to_thread.run_sync(_time_bare_runs)
    async with sandbox.box() as box:
        boxed = await _time_boxed_runs(box)
        alone = await _time_kernel(box)
    made = await _time_boxes(sandbox)
    return Figures(
        bare_run_s=statistics.median(bare),
        boxed_run_s=statistics.median(boxed),
        box_s=statistics.median(made),
        alone=spread_of(alone),
        busy=spread_of(await _time_busy_kernels(sandbox, slots)),
        slots=slots,
    )


def spread_of(times: Sequence[float]) -> Spread:
    """Say how far times lie apart; a single outlier of ten does not count."""
    tenths = statistics.quantiles(times, n=10, method="inclusive")
    median = statistics.median(times)
    return Spread(median_s=median, share=(tenths[-1] - tenths[0]) / median if median else 0.0)


def timing_checks(figures: Figures) -> list[Check]:
    """Judge the figures."""
    return [
        _steadiness("timing alone", figures.alone, SPREAD_ALONE, "other work on this host, or a shared virtual CPU"),
        _steadiness(
            "timing busy",
            figures.busy,
            SPREAD_BUSY,
            f"fewer slots than {figures.slots}, SMT off, or a host of its own for the worker",
            note=_slowdown(figures),
        ),
        _overhead(figures),
    ]


def _slowdown(figures: Figures) -> str:
    slower = figures.busy.median_s / figures.alone.median_s - 1 if figures.alone.median_s else 0.0
    return f", {figures.slots} at once, {slower:+.1%} against alone"


def _steadiness(name: str, spread: Spread, limit: float, cause: str, *, note: str = "") -> Check:
    detail = f"{spread.median_s * 1000:.1f} ms, spread {spread.share:.1%}{note}"
    if spread.share <= limit:
        return Check(name=name, group="timing", level=Level.FINE, detail=detail)
    remedy = f"more than {limit:.0%} is much near a time limit: {cause}"
    return Check(name=name, group="timing", level=Level.WARNING, detail=detail, remedy=remedy)


def _overhead(figures: Figures) -> Check:
    added_ms = (figures.boxed_run_s - figures.bare_run_s) * 1000
    detail = (
        f"a run takes {figures.boxed_run_s * 1000:.2f} ms, {added_ms:.2f} ms more than without a box; "
        f"a box takes {figures.box_s * 1000:.2f} ms"
    )
    return Check(name="overhead", group="timing", level=Level.FINE, detail=detail)


# --- Measuring ---------------------------------------------------------------------------------


def _time_bare_runs() -> list[float]:
    times = []
    for _ in range(OVERHEAD_REPEATS):
        start = time.perf_counter()
        os.waitpid(os.posix_spawn(BARE_PROGRAM, [BARE_PROGRAM], {}), 0)
        times.append(time.perf_counter() - start)
    return times


async def _time_boxed_runs(box: Box) -> list[float]:
    times = []
    for _ in range(OVERHEAD_REPEATS):
        start = time.perf_counter()
        await run(box, BARE_PROGRAM)
        times.append(time.perf_counter() - start)
    return times


async def _time_boxes(sandbox: Sandbox) -> list[float]:
    times = []
    for _ in range(BOX_REPEATS):
        start = time.perf_counter()
        async with sandbox.box():
            pass
        times.append(time.perf_counter() - start)
    return times


async def _time_kernel(box: Box) -> list[float]:
    """The CPU times of the kernel, as a verdict would see them."""
    outcomes = [await run(box, *KERNEL) for _ in range(REPEATS)]
    return [outcome.usage.cpu_time.total_seconds() for outcome in outcomes]


async def _time_busy_kernels(sandbox: Sandbox, slots: int) -> list[float]:
    """The same with a program in every slot; as many repeats in all that every slot has at least five."""
    times: list[float] = []

    async def keep_busy() -> None:
        async with sandbox.box() as box:
            for _ in range(max(5, REPEATS // slots)):
                times.append((await run(box, *KERNEL)).usage.cpu_time.total_seconds())

    async with anyio.create_task_group() as tasks:
        for slot in range(slots):
            tasks.start_soon(keep_busy, name=f"slot {slot}")
    return times
