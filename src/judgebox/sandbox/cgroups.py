"""Control groups: a leaf that limits a run and says what it used. Versions 1 and 2.

How it works: a worker makes one directory of its own in each hierarchy that it needs, named after its
process, and in it a leaf for each box, which serves one run after the other as long as its figures
can be told apart, and is replaced when they can't. The leaf's `cgroup.procs` files are opened here and passed
into the box, where the program's first process writes itself into them before it executes: the kernel asks
for the rights of whoever opened the file. A worker that dies leaves its directory, empty, since
its boxes die with it; the next worker to start removes it, recognising the dead by process id and
start time.

Source: Linux `Documentation/admin-guide/cgroup-v1/` and `cgroup-v2.rst`; sandbox study 2.5.
"""

import asyncio
import contextlib
import itertools
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from judgebox.domain.errors import SandboxError
from judgebox.sandbox.cgroup_leaf import CONTROLLERS, Leaf, LeafV1, LeafV2, read, write

PROCESSES_GROUP = "judgebox-processes"
"""Where a worker moves the processes of its own group, since version 2 wants them out of inner nodes."""

_OWN_NAME = re.compile(r"judgebox-(\d+)-(\d+)-(\d+)")
REMOVE_EVERY = 0.05
"""Seconds until a group is tried again whose last process is still dying."""

_serials = itertools.count(1)
"""Of the leaves of this process, which may have several sandboxes."""

_NO_SUCH_PROCESS = (FileNotFoundError, ProcessLookupError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Where a hierarchy can be reached.

    Attributes:
        root: which group of the hierarchy is seen at `point`; others cannot be reached.
        controllers: of version 1; empty for version 2.
    """

    point: str
    root: str
    is_v2: bool
    controllers: frozenset[str]


class Cgroups:
    """The control groups of a worker."""

    def __init__(self, directories: Mapping[str, Path], *, is_v2: bool) -> None:
        self._directories = directories
        self._is_v2 = is_v2
        self._unremoved: list[Leaf] = []
        self._retry: asyncio.TimerHandle | None = None

    @property
    def version(self) -> str:
        return "v2" if self._is_v2 else "v1"

    @property
    def directories(self) -> Sequence[Path]:
        return list(dict.fromkeys(self._directories.values()))

    def new_leaf(self) -> Leaf:
        """Make a group for runs.

        Raises:
            SandboxError: the host refuses.
        """
        serial = next(_serials)
        below = {name: directory / str(serial) for name, directory in self._directories.items()}
        leaf = LeafV2(below["memory"]) if self._is_v2 else LeafV1(below)
        try:
            leaf.make()
        except OSError as error:
            self.remove(leaf)
            raise SandboxError(f"making a control group: {error}", step="cgroup") from error
        return leaf

    def remove(self, leaf: Leaf) -> None:
        """Remove a group, now or, if something in it is still dying, as soon as possible."""
        self._unremoved = [other for other in [*self._unremoved, leaf] if not other.close()]
        self._try_again_later()

    def _try_again_later(self) -> None:
        if self._unremoved and self._retry is None:
            self._retry = asyncio.get_running_loop().call_later(REMOVE_EVERY, self._try_again)

    def _try_again(self) -> None:
        self._retry = None
        if not self.is_clean:
            self._try_again_later()

    @property
    def is_clean(self) -> bool:
        """Whether no group of an ended run is left."""
        self._unremoved = [leaf for leaf in self._unremoved if not leaf.close()]
        return not self._unremoved

    def close(self) -> None:
        """Remove the worker's own groups. Whatever is still in them is left to the next start."""
        if self._retry is not None:
            self._retry.cancel()
        if self.is_clean:
            for directory in self.directories:
                with contextlib.suppress(OSError):
                    directory.rmdir()


def open_cgroups() -> Cgroups:
    """Make this worker's control groups, and remove those of dead ones.

    Raises:
        SandboxError: this host gives us none; the message says why, as an operator needs it.
    """
    mounts = parse_mounts(read("/proc/self/mountinfo"))
    own = parse_own_groups(read("/proc/self/cgroup"))
    reasons: list[str] = []
    for find in (_find_v2, _find_v1):
        try:
            parents = find(mounts, own)
            return _open_in(parents, is_v2=find is _find_v2)
        except (OSError, LookupError, SandboxError) as error:
            reasons.append(str(error))
    raise SandboxError("no usable control groups: " + "; ".join(reasons), step="cgroup")


def _open_in(parents: Mapping[str, Path], *, is_v2: bool) -> Cgroups:
    directories: dict[str, Path] = {}
    for controller, parent in parents.items():
        sweep(parent)
        directories[controller] = parent / own_name()
        directories[controller].mkdir(exist_ok=True)
    cgroups = Cgroups(directories, is_v2=is_v2)
    try:
        if is_v2:
            write(directories["memory"] / "cgroup.subtree_control", "+memory +pids")
        leaf = cgroups.new_leaf()
        try:
            leaf.begin(memory_bytes=64 * 1024 * 1024, processes=8)
            leaf.evidence()
        finally:
            cgroups.remove(leaf)
    except BaseException:
        cgroups.close()
        raise
    return cgroups


def _find_v1(mounts: Iterable[Mount], own: Mapping[str, str]) -> dict[str, Path]:
    """Find a group for each controller: the worker's own, or the highest that can be reached."""
    found: dict[str, Path] = {}
    for controller in CONTROLLERS:
        mount = next((mount for mount in mounts if controller in mount.controllers), None)
        if mount is None:
            raise LookupError(f"version 1 has no controller {controller} here")
        parent = reachable(mount, own.get(controller, "/"))
        found[controller] = parent if os.access(parent, os.W_OK) else Path(mount.point)
        if not os.access(found[controller], os.W_OK):
            raise LookupError(f"{found[controller]} is not writable")
    return found


def _find_v2(mounts: Iterable[Mount], own: Mapping[str, str]) -> dict[str, Path]:
    mount = next((mount for mount in mounts if mount.is_v2), None)
    if mount is None:
        raise LookupError("version 2 is not mounted")
    group = reachable(mount, own.get("", "/"))
    if group.name == PROCESSES_GROUP:  # another worker has been here
        group = group.parent
    # Only root may go to the top: there are groups of others, which a plain user cannot enter anyway.
    candidates = [group] if os.geteuid() != 0 else [group, Path(mount.point)]
    usable = [candidate for candidate in candidates if not _missing(candidate, "cgroup.controllers")]
    if not usable:
        raise LookupError(f"version 2 gives {group} no controllers memory and pids")
    for candidate in usable:
        if _is_open_for_groups(candidate):
            return dict.fromkeys(CONTROLLERS, candidate)
    if _is_open_for_groups(usable[0], moving=True):
        return dict.fromkeys(CONTROLLERS, usable[0])
    raise LookupError(f"version 2: {group} cannot have groups with memory and pids below it")


def _missing(group: Path, file: str) -> set[str]:
    return {"memory", "pids"} - set(read(group / file).split())


def _is_open_for_groups(group: Path, *, moving: bool = False) -> bool:
    """See to it that groups below this one have the controllers; if need be move its processes down."""
    try:
        if not os.access(group, os.W_OK):
            return False
        if moving:
            move_processes(group, group / PROCESSES_GROUP)
        if _missing(group, "cgroup.subtree_control"):
            write(group / "cgroup.subtree_control", "+memory +pids")
        return not _missing(group, "cgroup.subtree_control")
    except OSError:
        return False


def move_processes(source: Path, target: Path) -> None:
    """Move all processes from one group to another one; those that end meanwhile don't matter."""
    target.mkdir(exist_ok=True)
    for pid in read(source / "cgroup.procs").split():
        with contextlib.suppress(*_NO_SUCH_PROCESS):
            write(target / "cgroup.procs", pid)


def sweep(parent: Path) -> None:
    """Remove what dead workers have left below a group. Groups with a process in them stay."""
    for directory in parent.glob("judgebox-*-*-*"):
        if is_of_the_dead(directory.name):
            for below in [*directory.iterdir(), directory]:
                if below.is_dir():
                    with contextlib.suppress(OSError):
                        below.rmdir()


def own_name() -> str:
    """The name of this worker's groups: its pid namespace, process id and start time."""
    pid = os.getpid()
    return f"judgebox-{_pid_namespace()}-{pid}-{start_time_of(pid)}"


def is_of_the_dead(name: str) -> bool:
    """Whether a group was made by a worker that is known to have ended; another container's is not."""
    match = _OWN_NAME.fullmatch(name)
    if match is None:
        return False
    namespace, pid, started = (int(part) for part in match.groups())
    return namespace == _pid_namespace() and start_time_of(pid) != started


def start_time_of(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None if there is none."""
    try:
        return parse_start_time(read(f"/proc/{pid}/stat"))
    except _NO_SUCH_PROCESS:
        return None


def parse_start_time(text: str) -> int:
    """Read field 22 of `/proc/<pid>/stat`; the second one, the name, may hold blanks and brackets."""
    return int(text.rpartition(")")[2].split()[19])


def _pid_namespace() -> int:
    return Path("/proc/self/ns/pid").stat().st_ino


def parse_mounts(text: str) -> list[Mount]:
    """Read the mounted hierarchies from `/proc/self/mountinfo`."""
    mounts = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", 2)
        if kind in ("cgroup", "cgroup2"):
            fields = before.split(" ")
            controllers = frozenset(options.split(" ")[-1].split(",")) if kind == "cgroup" else frozenset[str]()
            mounts.append(Mount(point=fields[4], root=fields[3], is_v2=kind == "cgroup2", controllers=controllers))
    return mounts


def parse_own_groups(text: str) -> dict[str, str]:
    """Read the groups of a process from `/proc/<pid>/cgroup`, by controller; "" is version 2."""
    groups = {}
    for line in text.splitlines():
        _, controllers, path = line.split(":", 2)
        groups.update(dict.fromkeys(controllers.split(","), path))
    return groups


def reachable(mount: Mount, group: str) -> Path:
    """Where a group of a hierarchy is in the file system; the mount's own if it is not below that."""
    root = mount.root.rstrip("/")
    if group == root or group.startswith(root + "/"):
        path = Path(mount.point + group.removeprefix(root))
        if path.is_dir():
            return path
    return Path(mount.point)
