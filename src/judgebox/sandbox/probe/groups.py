"""Tries with control groups: which there are, and what they can do here."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from judgebox.domain.errors import SandboxError
from judgebox.sandbox import cgroups
from judgebox.sandbox.cgroup_leaf import read, write
from judgebox.sandbox.probe.check import Check, Level
from judgebox.sandbox.probe.inside import CGROUP_REMEDY

GROUP = "probe"
"""The group below the worker's own in which we try; no run has it, since those are numbers."""
ENDS_WITHIN = 5.0
"""Seconds for a killed process to be gone; it takes milliseconds."""

OLD_KERNEL_REMEDY = "Linux {version} or newer has it"
SWAP_REMEDY = "boot with swapaccount=1, or switch swap off (swapoff -a)"


def check_cgroups() -> list[Check]:
    """Open this worker's control groups, and try in one of them whatever can be tried."""
    try:
        found = cgroups.open_cgroups()
    except SandboxError as error:
        return [_check("control groups", Level.WARNING, str(error), CGROUP_REMEDY)]
    try:
        parents = list(dict.fromkeys(str(path.parent) for path in found.directories))
        checks = [_check("control groups", Level.FINE, f"{found.version} below {', '.join(parents)}")]
        with contextlib.ExitStack() as stack:
            groups = [stack.enter_context(_group_below(directory)) for directory in found.directories]
            return checks + (_try_v2(groups[0]) if found.version == "v2" else _try_v1(groups))
    except OSError as error:
        return [_check("control groups", Level.WARNING, str(error), CGROUP_REMEDY)]
    finally:
        found.close()


@contextlib.contextmanager
def _group_below(directory: Path) -> Iterator[Path]:
    group = directory / GROUP
    group.mkdir(exist_ok=True)
    try:
        yield group
    finally:
        with contextlib.suppress(OSError):
            group.rmdir()


def _try_v2(group: Path) -> list[Check]:
    return [
        _can_write(group / "memory.swap.max", 0, name="swap limit", good="programs get no swap", remedy=SWAP_REMEDY),
        _can_write(
            group / "memory.oom.group",
            1,
            name="group kill",
            good="out of memory ends all processes of a run at once",
            remedy=OLD_KERNEL_REMEDY.format(version="4.19"),
        ),
        _try_kill(group),
        _try_peak(group),
    ]


def _try_v1(groups: list[Path]) -> list[Check]:
    memory = next(group for group in groups if (group / "memory.limit_in_bytes").exists())
    peak = memory / "memory.max_usage_in_bytes"
    write(memory / "memory.limit_in_bytes", 64 * 1024 * 1024)
    with_swap = memory / "memory.memsw.limit_in_bytes"
    return [
        _can_write(with_swap, 64 * 1024 * 1024, name="swap limit", good="programs get no swap", remedy=SWAP_REMEDY)
        if with_swap.exists() or _has_swap()
        else _check("swap limit", Level.FINE, "not needed: this host has no swap"),
        _check("group kill", Level.NOTE, "not in version 1: a run's processes end with their namespace instead"),
        _can_write(peak, 0, name="memory peak", good="exact, and can be reset", remedy=None),
    ]


def _has_swap() -> bool:
    return len(read("/proc/swaps").splitlines()) > 1


def _can_write(file: Path, value: int, *, name: str, good: str, remedy: str | None) -> Check:
    try:
        write(file, value)
    except OSError as error:
        return _check(name, Level.WARNING, f"{file.name}: {os.strerror(error.errno or 0)}", remedy)
    return _check(name, Level.FINE, good)


def _try_kill(group: Path) -> Check:
    """Put a process into the group and end the group."""
    process = subprocess.Popen(["/bin/sleep", "60"], stdin=subprocess.DEVNULL, env={})
    try:
        write(group / "cgroup.procs", process.pid)
        write(group / "cgroup.kill", 1)
        killed = process.wait(ENDS_WITHIN) == -signal.SIGKILL
    except (OSError, subprocess.TimeoutExpired):
        killed = False
    finally:
        process.kill()
        process.wait()
    if killed:
        return _check("cgroup.kill", Level.FINE, "ends a whole group at once")
    detail = "does not work: a run's processes end with their namespace alone"
    return _check("cgroup.kill", Level.NOTE, detail, OLD_KERNEL_REMEDY.format(version="5.14"))


def _try_peak(group: Path) -> Check:
    """Read the peak, and set it back as a group that is used again needs it."""
    try:
        read(group / "memory.peak")
    except OSError:
        remedy = OLD_KERNEL_REMEDY.format(version="5.19")
        return _check("memory peak", Level.WARNING, "not known: memory figures are approximate", remedy)
    try:
        write(group / "memory.peak", "reset")
    except OSError:
        return _check("memory peak", Level.FINE, "exact; can't be reset, so that each run gets a group of its own")
    return _check("memory peak", Level.FINE, "exact, and can be reset")


def _check(name: str, level: Level, detail: str, remedy: str | None = None) -> Check:
    return Check(name=name, group="limits", level=level, detail=detail, remedy=remedy)
