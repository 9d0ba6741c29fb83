"""What a box is made of: the policy that the launcher carries out. Nothing here touches the host but to look."""

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from judgebox.domain.errors import SandboxError
from judgebox.ports import Mount
from judgebox.sandbox.syscall_filter import filter_of
from judgebox.sandbox.syscall_policy import BASELINE, INIT, STRICT
from judgebox.sandbox.wire import BoxPlan, Operation, OperationKind

MIB = 1024 * 1024
DEFAULT_WRITABLE_BYTES = 128 * MIB
WRITABLE_INODES = 4096
"""Files and directories of a tmpfs: more than any compiler needs, few enough to clear in no time."""

HOSTNAME = "box"
INSIDE_INIT_ID = 0
INSIDE_PROGRAM_ID = 1000
FIRST_OUTSIDE_ID = 0x6A000000
"""Ids of the host for boxes: far above what any distribution or directory service hands out."""
IDS_OF_A_WORKER = 4096

SYSTEM_TREES = ("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32")
ETC_FILES = ("etc/ld.so.cache", "etc/localtime")
ETC_TREES = ("etc/alternatives",)
ETC_PATTERNS = ("java*", "ssl/java*")
"""Parts of /etc without which the programs of a Debian system do not start; none holds a secret."""
DEVICES = ("null", "zero", "full", "random", "urandom")
OWN_PLACES = ("/box", "/scratch", "/tmp", "/dev", "/proc")  # noqa: S108 - inside of a box
"""What every box has for itself, so that nothing of the host can be shown there."""
ROOT_PLACES = ("/sys", "/mnt", "/media", "/srv")

_USERS = "root:x:0:0:root:/:/usr/sbin/nologin\njudge:x:1000:1000:judge:/tmp:/usr/sbin/nologin\n"
_GROUPS = "root:x:0:\njudge:x:1000:\n"
_NSSWITCH = "passwd: files\ngroup: files\nhosts: files\n"
_HOSTS = "127.0.0.1 localhost box\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which ids of the host a box has.

    Attributes:
        first_id: two ids from here are the init's and the program's; None if the worker may not give
            away any, so that everything in the box has the worker's own id.
    """

    first_id: int | None
    own_id: int

    @property
    def id_map(self) -> str:
        if self.first_id is None:
            return f"{INSIDE_PROGRAM_ID} {self.own_id} 1\n"
        init, program = self.first_id, self.first_id + 1
        return f"{INSIDE_INIT_ID} {init} 1\n{INSIDE_PROGRAM_ID} {program} 1\n"


def identity_of(first_id: int | None, serial: int) -> Identity:
    """The ids of a worker's next box; boxes that live at the same time have different ones."""
    if first_id is None:
        return Identity(first_id=None, own_id=os.geteuid())
    return Identity(first_id=first_id + serial * 2 % IDS_OF_A_WORKER, own_id=os.geteuid())


def first_free_id() -> int | None:
    """The first of the host's ids for the boxes of this process, or None if it may not give away any."""
    ids = parse_id_map(Path("/proc/self/uid_map").read_text(encoding="ascii"))
    groups = parse_id_map(Path("/proc/self/gid_map").read_text(encoding="ascii"))
    return choose_first_id(ids, os.getpid()) if ids == groups else None


def parse_id_map(text: str) -> range:
    """Read which ids exist in a user namespace: the longest of the ranges of `/proc/self/uid_map`."""
    rows = [[int(field) for field in line.split()] for line in text.splitlines()]
    return max((range(first, first + count) for first, _, count in rows), key=len, default=range(0))


def choose_first_id(ids: range, pid: int) -> int | None:
    """Choose ids for a worker's boxes, which other workers of the host are unlikely to choose."""
    far = FIRST_OUTSIDE_ID + pid % 65536 * IDS_OF_A_WORKER
    if far in ids and far + IDS_OF_A_WORKER in ids:
        return far
    if len(ids) >= 65536:  # a container with ids of its own: the upper half of what it has
        return ids[len(ids) // 2] + pid % 7 * IDS_OF_A_WORKER
    return None


def box_plan(
    identity: Identity,
    *,
    mounts: Sequence[Mount],
    hidden: Sequence[Path],
    writable_bytes: int,
    extra: Iterable[Operation] = (),
) -> BoxPlan:
    """Decide what a box is.

    Args:
        mounts: directories of the host to show beside the system's own.
        hidden: directories of the host whose content is to stay out of sight although they lie in a
            directory that is shown.
        extra: further steps, the last ones.
    """
    has_own_ids = identity.first_id is not None
    writable = f"size={writable_bytes},nr_inodes={WRITABLE_INODES},mode=755"
    return BoxPlan(
        has_own_ids=has_own_ids,
        init_id=INSIDE_INIT_ID if has_own_ids else INSIDE_PROGRAM_ID,
        program_id=INSIDE_PROGRAM_ID,
        id_map=identity.id_map,
        hostname=HOSTNAME,
        root_place=next(place for place in ROOT_PLACES if Path(place).is_dir()),
        box_options=writable,
        scratch_options=writable,
        syscall_filters=(filter_of(INIT), filter_of(BASELINE), filter_of(STRICT)),
        operations=(*root_operations(mounts, hidden), *extra),
    )


def root_operations(mounts: Sequence[Mount], hidden: Sequence[Path]) -> Iterator[Operation]:
    """List the steps that make the root: the system's trees, a small /etc, a small /dev, /proc."""
    made: set[str] = set()
    for tree in SYSTEM_TREES:
        yield from _system_tree(tree)
    yield from _etc(made)
    yield from _devices()
    yield _directory("proc")
    yield Operation(kind=OperationKind.PROC, target="proc", source="subset=pid,hidepid=invisible", is_optional=True)
    yield Operation(kind=OperationKind.SYMLINK, target="tmp", source="scratch/tmp")
    for mount in mounts:
        yield from _extra_mount(mount, made)
    shown = [Mount(source=f"/{tree}", target=f"/{tree}") for tree in SYSTEM_TREES] + list(mounts)
    for path, mount in itertools.product(hidden, shown):
        if path.is_relative_to(mount.source) and path.is_dir():
            place = _relative(Path(mount.target) / path.relative_to(mount.source))
            yield Operation(kind=OperationKind.TMPFS, target=place, source="size=4k,nr_inodes=1,mode=555")


def _system_tree(tree: str) -> Iterator[Operation]:
    path = Path("/", tree)
    if path.is_symlink():
        yield Operation(kind=OperationKind.SYMLINK, target=tree, source=str(path.readlink()))
    elif path.is_dir():
        yield Operation(kind=OperationKind.BIND, target=tree, source=str(path))


def _etc(made: set[str]) -> Iterator[Operation]:
    yield _directory("etc")
    made.add("etc")
    for name, content in (("passwd", _USERS), ("group", _GROUPS), ("nsswitch.conf", _NSSWITCH), ("hosts", _HOSTS)):
        yield Operation(kind=OperationKind.FILE, target=f"etc/{name}", source=content, mode=0o444)
    found = [Path("/", name) for name in (*ETC_FILES, *ETC_TREES)]
    found += [path for pattern in ETC_PATTERNS for path in sorted(Path("/etc").glob(pattern))]
    for path in found:
        if path.exists():
            yield from _parents(path, made)
            yield Operation(
                kind=OperationKind.BIND, target=_relative(path), source=str(path.resolve()), is_optional=True
            )


def _devices() -> Iterator[Operation]:
    yield _directory("dev")
    for name in DEVICES:
        yield Operation(kind=OperationKind.DEVICE, target=f"dev/{name}", source=f"/dev/{name}")
    links = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "shm": "../scratch/shm"}
    for name, source in links.items():
        yield Operation(kind=OperationKind.SYMLINK, target=f"dev/{name}", source=source)


def _extra_mount(mount: Mount, made: set[str]) -> Iterator[Operation]:
    path = Path(mount.target)
    if not path.is_absolute() or ".." in path.parts or any(path.is_relative_to(place) for place in OWN_PLACES):
        raise SandboxError(f"{path} cannot be shown: not absolute, or in a box's own {OWN_PLACES}", step="mount")
    if any(path.is_relative_to(Path("/", tree)) for tree in SYSTEM_TREES):
        return  # it is there already
    yield from _parents(path, made)
    yield Operation(kind=OperationKind.BIND, target=_relative(path), source=str(Path(mount.source).resolve()))


def _parents(path: Path, made: set[str]) -> Iterator[Operation]:
    for parent in reversed(path.parents[:-1]):
        if _relative(parent) not in made:
            made.add(_relative(parent))
            yield _directory(_relative(parent))


def _directory(target: str) -> Operation:
    return Operation(kind=OperationKind.DIRECTORY, target=target)


def _relative(path: Path) -> str:
    return str(path.relative_to("/"))
