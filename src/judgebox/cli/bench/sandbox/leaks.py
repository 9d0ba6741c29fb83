"""Part `leaks`: what worker, launcher and box hold before and after many runs, and what an idle box takes."""

import os
from collections.abc import Mapping, Set
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import anyio

from judgebox.cli.bench.figures import Aim, Amount, PartReport, Unit, aim_of
from judgebox.cli.bench.sandbox.figures import Part
from judgebox.cli.bench.sandbox.holdings import (
    children_of,
    count_cgroups,
    count_descriptors,
    count_mounts,
    parse_kernel_memory,
    proportional_bytes,
    resident_bytes,
    with_descendants,
)
from judgebox.cli.bench.sandbox.runs import run_true, true_box
from judgebox.ports import Box, Sandbox
from judgebox.sandbox import LauncherSandbox

WARM_UP = 500
"""Runs before the first count: until then caches and allocators still grow to their size."""

SETTLE_WITHIN_S = 10.0
"""How long what an ended run has left may stay."""
SETTLE_EVERY_S = 0.05

COUNTED_RUNS = 20
"""A box may hold a process that it forked ahead for its next run, or may not: what counts as there before is the most
that is seen after so many runs."""

GROWTH_MIB = 1.0
"""Growth that is still flat: pages that an allocator keeps, and not something for each run."""

IDLE_BOXES = 40
IDLE_TRIES = 5
IDLE_SETTLE_S = 1.0
"""Others on the machine take and give back memory meanwhile, and a box that gets what an ended one has just given
back seems to take less: so there are some tries, after a rest each, of which the median counts."""
IDLE_BOX_MIB = 0.5

MIB = 1024 * 1024


async def measure_leaks(sandbox: LauncherSandbox, *, runs: int) -> PartReport:
    """Do so many runs in one box of one process, and compare."""
    kernel = await _kernel_memory_of_idle_boxes(sandbox)
    others = children_of(sandbox.launcher_pid)
    async with true_box(sandbox) as box:
        inits = children_of(sandbox.launcher_pid) - others
        processes = _memory_of_processes(with_descendants(inits))
        for _ in range(min(WARM_UP, runs)):
            await run_true(box)
        before = await _highest(sandbox, inits, box)
        for _ in range(runs):
            await run_true(box)
        after = await _settled(sandbox, inits, like=before)
    grown = [Amount(name=name, unit=_unit_of(name), before=before[name], after=after[name]) for name in before]
    single = {"idle box, its processes": processes, "idle box, what the kernel keeps of it": kernel}
    taken = [Amount(name=name, unit=Unit.MEBIBYTES, before=None, after=size) for name, size in single.items()]
    aims = [
        *aims_of_growth(grown, runs),
        aim_of("idle box", processes + kernel, limit=IDLE_BOX_MIB, unit=Unit.MEBIBYTES),
    ]
    return PartReport(part=Part.LEAKS, amounts=[*grown, *taken], aims=aims)


def aims_of_growth(amounts: list[Amount], runs: int) -> list[Aim]:
    """Nothing that is counted may have grown, and memory by no more than an allocator's reserve."""
    limits = {Unit.PIECES: 0.0, Unit.MEBIBYTES: GROWTH_MIB}
    return [
        aim_of(f"more {each.name} after {runs} runs", each.after - each.before, limit=limits[each.unit], unit=each.unit)
        for each in amounts
        if each.before is not None
    ]


# --- Counting ----------------------------------------------------------------------------------


async def _highest(sandbox: LauncherSandbox, inits: Set[int], box: Box) -> Mapping[str, float]:
    counts: list[dict[str, float]] = []
    for _ in range(COUNTED_RUNS):
        await run_true(box)
        await anyio.sleep(SETTLE_EVERY_S)
        counts.append(_count(sandbox, inits))
    return {name: max(count.get(name, 0) for count in counts) for name in counts[0]}


async def _settled(sandbox: LauncherSandbox, inits: Set[int], *, like: Mapping[str, float]) -> Mapping[str, float]:
    """Count, and while something is left that was not there before, again for a while."""
    counts = _count(sandbox, inits)
    with anyio.move_on_after(SETTLE_WITHIN_S):
        while any(counts[name] > like[name] for name in counts if _unit_of(name) is Unit.PIECES):
            await anyio.sleep(SETTLE_EVERY_S)
            counts = _count(sandbox, inits)
    return counts


def _count(sandbox: LauncherSandbox, inits: Set[int]) -> dict[str, float]:
    """Count everything, by a name that says of what; what can't be looked into here is left out."""
    worker, launcher = os.getpid(), sandbox.launcher_pid
    processes = {"worker": {worker}, "launcher": {launcher}, "box": with_descendants(inits)}
    counts: dict[str, float] = {"control groups": count_cgroups(worker), "mounts of the host": count_mounts(worker)}
    for name, pids in processes.items():
        descriptors = [count_descriptors(pid) for pid in pids]
        if None not in descriptors:
            counts[f"descriptors of the {name}"] = sum(filter(None, descriptors))
    counts["mounts of the box"] = sum(count_mounts(pid) for pid in inits)
    counts["processes of the box"] = len(processes["box"])
    for name, pids in processes.items():
        counts[f"memory of the {name}"] = round(sum(map(resident_bytes, pids)) / MIB, 3)
    return counts


def _unit_of(name: str) -> Unit:
    return Unit.MEBIBYTES if name.startswith("memory") else Unit.PIECES


# --- An idle box -------------------------------------------------------------------------------


def _memory_of_processes(pids: Set[int]) -> float:
    sizes = [proportional_bytes(pid) for pid in pids]
    known = [resident_bytes(pid) if size is None else size for pid, size in zip(pids, sizes, strict=True)]
    return round(sum(known) / MIB, 3)


async def _kernel_memory_of_idle_boxes(sandbox: Sandbox) -> float:
    """What the kernel keeps of one box, in MiB: measured on many."""
    tries: list[int] = []
    for _ in range(IDLE_TRIES):
        await anyio.sleep(IDLE_SETTLE_S)
        async with AsyncExitStack() as boxes:
            before = _kernel_bytes()
            for _ in range(IDLE_BOXES):
                await boxes.enter_async_context(sandbox.box())
            tries.append(_kernel_bytes() - before)
    return round(median(tries) / IDLE_BOXES / MIB, 3)


def _kernel_bytes() -> int:
    return parse_kernel_memory(Path("/proc/meminfo").read_text())
