"""What processes hold: descriptors, mounts, control groups, memory. Read from /proc."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from judgebox.domain.errors import PlatformError

KIB = 1024

KERNEL_LINES = ("Shmem", "Slab", "KernelStack", "PageTables", "Percpu")
"""Lines of /proc/meminfo that grow with a box: its file systems, and what the kernel itself keeps of it."""


def children_of(pid: int) -> set[int]:
    """The processes that a process has started and that have not ended.

    Raises:
        PlatformError: it has ended, or this kernel does not list them (built without CONFIG_PROC_CHILDREN).
    """
    try:
        return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError as error:
        raise PlatformError(f"the children of process {pid} can't be listed: {error.strerror}") from error


def with_descendants(pids: Iterable[int]) -> set[int]:
    """These processes, their children, and so on."""
    found: set[int] = set()
    new = set(pids)
    while new:
        found |= new
        new = {child for pid in new for child in children_of(pid)} - found
    return found


def count_descriptors(pid: int) -> int | None:
    """Count open descriptors; None where the process is not to be looked into."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - it makes no path of each
    except PermissionError:
        return None


def count_mounts(pid: int) -> int:
    return len(Path(f"/proc/{pid}/mountinfo").read_text().splitlines())


def count_cgroups(worker: int) -> int:
    """Count the control groups that a worker has made and not removed, in all hierarchies."""
    own = re.compile(rf"/judgebox-\d+-{worker}-\d+(/|$)")
    tops = {line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines() if _is_cgroup(line)}
    # Not Path.rglob, which fails when a group of someone else goes meanwhile.
    return sum(1 for top in tops for directory, _, _ in os.walk(top) if own.search(directory))


def _is_cgroup(line: str) -> bool:
    return line.partition(" - ")[2].split(" ", 1)[0] in ("cgroup", "cgroup2")


def resident_bytes(pid: int) -> int:
    """Memory that a process has in use, pages that it shares with others included."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def proportional_bytes(pid: int) -> int | None:
    """Memory that a process has in use, of shared pages its share; None where it is not to be looked into."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except PermissionError:
        return None
    return sum(int(line.split()[1]) * KIB for line in lines if line.startswith("Pss:"))


def parse_kernel_memory(text: str) -> int:
    """Bytes that the kernel and file systems in memory take, from what /proc/meminfo holds."""
    sizes = dict(line.split(":", 1) for line in text.splitlines())
    return sum(int(sizes[name].split()[0]) * KIB for name in KERNEL_LINES if name in sizes)
