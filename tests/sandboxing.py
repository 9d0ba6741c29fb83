"""What tests of the sandbox share: limits, programs, and a look at what a run left behind."""

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path

import anyio

from judgebox.domain.run import Command, Limits
from judgebox.ports import Mount
from judgebox.sandbox import LauncherSandbox
from judgebox.sandbox.cgroups import own_name

MIB = 1024 * 1024
PYTHON = "/usr/bin/python3"
SLOWNESS = float(os.environ.get("SANDBOX_TEST_SLOWNESS", "1"))
"""By how much this machine is slower than the limits of the tests expect, as an emulated one is."""


def some_limits(
    *,
    cpu_s: float = 1.0,
    wall_s: float = 5.0,
    memory_mib: int = 64,
    output_bytes: int = 64 * 1024,
    processes: int = 16,
    idle_s: float | None = None,
) -> Limits:
    return Limits(
        cpu_time=timedelta(seconds=cpu_s * SLOWNESS),
        wall_time=timedelta(seconds=wall_s * SLOWNESS),
        memory_bytes=memory_mib * MIB,
        output_bytes=output_bytes,
        processes=processes,
        idle_time=None if idle_s is None else timedelta(seconds=idle_s * SLOWNESS),
    )


def a_script(script: str, *, limits: Limits | None = None, stdin: bytes | Path = b"") -> Command:
    """A command that runs a line of Python."""
    return Command(argv=(PYTHON, "-c", script), limits=limits or some_limits(), stdin=stdin)


def shown(path: Path | str) -> Mount:
    """A directory of the host, shown in a box where it is on the host."""
    return Mount(source=str(path), target=str(path))


def children_of(pid: int) -> set[int]:
    """The processes that descend from a process, by `/proc`."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = int(fields[1])
    found: set[int] = set()
    grown = {pid}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - found
        found |= grown
    return found


def leaves_of_this_worker() -> set[str]:
    """The control groups of runs that this process has made and not yet removed."""
    marks = f"/{own_name()}/"
    return {path for path, _, _ in os.walk("/sys/fs/cgroup") if marks in path}


@dataclass(frozen=True, slots=True)
class Traces:
    """What a run could leave on the host, as it is now."""

    mounts: str
    descriptors: int
    processes: int
    leaves: int

    @classmethod
    def of(cls, sandbox: LauncherSandbox) -> "Traces":
        return cls(
            mounts=Path("/proc/self/mountinfo").read_text(),
            descriptors=len(list(Path("/proc/self/fd").iterdir())),
            processes=len(children_of(sandbox.launcher_pid)),
            leaves=len(leaves_of_this_worker()),
        )


async def wait_until(condition: Callable[[], bool], *, seconds: float = 5.0) -> None:
    """Wait for a condition, and fail if it does not come true."""
    with anyio.fail_after(seconds * SLOWNESS):
        while not condition():
            await anyio.sleep(0.005)


async def wait_until_traces_are(wanted: Traces, sandbox: LauncherSandbox, *, seconds: float = 5.0) -> None:
    """Wait until what is on the host is as it was; the kernel ends some things a moment later."""
    deadline = anyio.current_time() + seconds * SLOWNESS
    while (found := Traces.of(sandbox)) != wanted and anyio.current_time() < deadline:
        await anyio.sleep(0.005)
    for field in fields(Traces):
        assert getattr(found, field.name) == getattr(wanted, field.name), field.name
