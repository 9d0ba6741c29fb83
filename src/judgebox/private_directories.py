"""Directories that only we may enter, and that don't outlive us for long, even if we are killed.

How it works: whoever makes one holds the kernel's lock on it for as long as it lives. A lock goes with its
process, so a directory that can be locked belongs to nobody any more, and whoever makes the next one in
the same place removes it.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

PREFIX = "judgebox-"


class PrivateDirectory:
    """A new directory, with `close` to remove it. Made for a purpose, which is part of its name.

    Raises:
        OSError: it can't be made there.
    """

    def __init__(self, purpose: str, parent: Path) -> None:
        remove_those_of_the_dead(purpose, parent)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}-", dir=parent))
            lock = _lock(self.path)
            if lock is not None:
                break  # else another process has just taken it for one of a dead one, and removes it
        self._lock = lock

    def close(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


@contextlib.asynccontextmanager
async def private_directory(purpose: str) -> AsyncIterator[Path]:
    """Make one where temporary files belong, and remove it on leaving."""
    directory = PrivateDirectory(purpose, Path(tempfile.gettempdir()))
    try:
        yield directory.path
    finally:
        directory.close()


def remove_those_of_the_dead(purpose: str, parent: Path) -> None:
    """Remove the directories whose makers have ended without."""
    for path in those_of_the_dead(purpose, parent):
        shutil.rmtree(path, ignore_errors=True)


def those_of_the_dead(purpose: str, parent: Path) -> Iterator[Path]:
    """Find the directories whose makers have ended without removing them; each is locked while it is looked at."""
    for path in parent.glob(f"{PREFIX}{purpose}-*"):
        lock = _lock(path)
        if lock is not None:
            try:
                yield path
            finally:
                os.close(lock)


def _lock(path: Path) -> int | None:
    """Lock a directory of ours; None if a living process has it, or it is gone, or not ours."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if os.fstat(fd).st_uid == os.geteuid():
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(fd), path.stat()):
                return fd
    except OSError:
        pass
    with contextlib.suppress(OSError):
        os.close(fd)
    return None
