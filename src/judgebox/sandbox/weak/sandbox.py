"""The weak sandbox, tier D: for hosts that allow no namespaces. Adapter of the port `Sandbox`.

How it works: a box is a directory and an id that nobody else on the host has. Each run is a runner process
(`runner.py`), which holds the program by Landlock, filters, resource limits and that id. What a box can't have here: a
root of its own (a program can ask which files exist, and reads what everybody may read below /usr), a pid namespace,
and exact limits on memory and time. So it needs root, which has ids to give away, and Landlock with scopes
for signals and abstract sockets (ABI 6, Linux 6.12); without either it refuses.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager
from pathlib import Path

import judgebox
from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Outcome
from judgebox.ports import Box, Listener, Mount
from judgebox.private_directories import PrivateDirectory
from judgebox.sandbox.plan import (
    DEFAULT_WRITABLE_BYTES,
    ETC_FILES,
    ETC_PATTERNS,
    ETC_TREES,
    SYSTEM_TREES,
    first_free_id,
    identity_of,
)
from judgebox.sandbox.probe.host import landlock_abi
from judgebox.sandbox.weak.box import WeakBox
from judgebox.sandbox.weak.files import Folder

FURTHER_FILES = ("etc/ssl/openssl.cnf",)
"""What Node.js reads if it is there, and takes offence at if it is there and can't be read."""
LANDLOCK_NEEDED = 6
"""The first version that keeps signals and abstract sockets within a program."""


class WeakSandbox:
    """Directories and ids instead of boxes. Made by `open_weak_sandbox`."""

    def __init__(self, base: Path, first_id: int, hidden: Sequence[Path]) -> None:
        self._base = base
        self._first_id = first_id
        self._hidden = hidden
        self._serial = 0

    @property
    def tier(self) -> str:
        return "D"

    def box(
        self, *, mounts: Sequence[Mount] = (), writable_bytes: int | None = None, resident: str | None = None
    ) -> AbstractAsyncContextManager[WeakBox]:
        return self._box(mounts, writable_bytes or DEFAULT_WRITABLE_BYTES)

    async def run_pair(
        self, first: tuple[Box, Command], second: tuple[Box, Command], listener: Listener | None = None
    ) -> tuple[Outcome, Outcome]:
        raise SandboxError("two programs can't be joined with weak isolation", step="streams")

    @asynccontextmanager
    async def _box(self, mounts: Sequence[Mount], writable_bytes: int) -> AsyncIterator[WeakBox]:
        readable = readable_paths(mounts, self._hidden)
        self._serial += 1
        user_id = identity_of(self._first_id, self._serial).first_id
        assert user_id is not None, "there was a first one"
        with _directory(self._base / str(self._serial)) as directory:
            yield WeakBox(Folder(directory, user_id), user_id, readable, writable_bytes)


@contextmanager
def _directory(path: Path) -> Iterator[Path]:
    path.mkdir(mode=0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)  # what is left goes with the sandbox, or with the next one


def readable_paths(mounts: Sequence[Mount], hidden: Sequence[Path]) -> list[Path]:
    """List what programs may read.

    Raises:
        SandboxError: a directory would have to be shown elsewhere than it is, or one that is to stay out of
            sight lies in what they may read: both take mounts.
    """
    moved = [mount.source for mount in mounts if mount.source != mount.target]
    if moved:
        raise SandboxError(f"{moved[0]} can't be shown elsewhere without namespaces", step="mount")
    trees = [Path("/", tree) for tree in (*SYSTEM_TREES, *ETC_TREES)] + [Path(mount.source) for mount in mounts]
    patterns = [path for pattern in ETC_PATTERNS for path in Path("/etc").glob(pattern)]
    found = [
        path
        for path in (*trees, *patterns, *(Path("/", name) for name in (*ETC_FILES, *FURTHER_FILES)))
        if path.exists()
    ]
    for path in hidden:
        if any(path.resolve().is_relative_to(shown.resolve()) for shown in found):
            detail = f"{path} can't be hidden from programs without namespaces: keep it elsewhere"
            raise SandboxError(detail, step="mount")
    return found


@asynccontextmanager
async def open_weak_sandbox(*, hidden: Sequence[Path] = ()) -> AsyncIterator[WeakSandbox]:
    """Make a sandbox that needs no namespaces, and on leaving remove its directories.

    Raises:
        SandboxError: not even this is possible here; the message says why.
    """
    first_id = first_free_id() if os.geteuid() == 0 else None
    if first_id is None:
        detail = "weak isolation needs root with ids to give away, since programs must not have the worker's own id"
        raise SandboxError(detail, step="identity")
    if landlock_abi() < LANDLOCK_NEEDED:
        detail = f"weak isolation needs Landlock with ABI {LANDLOCK_NEEDED} (Linux 6.12), here is {landlock_abi()}"
        raise SandboxError(detail, step="landlock")
    all_hidden = [Path(judgebox.__file__).parent, *hidden]
    readable_paths((), all_hidden)
    with closing(PrivateDirectory("weak", Path(tempfile.gettempdir()))) as base:
        base.path.chmod(0o711)  # to pass, not to look
        sandbox = WeakSandbox(base.path, first_id, all_hidden)
        async with sandbox.box() as box:
            await box.prove()
        yield sandbox
