"""What earlier verifications found out, a small file each, in the cache directory of the user."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

KEPT_FOR_S = 30 * 24 * 3600
"""A judgement that no verification has asked for in that time is of a former version of something."""


class KeptResults:
    """Keeps what was found out in a directory, which is made when it is first needed. Only we may read it.

    A cache that can't be read or written costs time and nothing else, so its errors are passed over; a file that is
    damaged is as one that is not there.

    Attributes:
        finds: whether what was kept before is used; if not, it is only written.
    """

    def __init__(self, directory: Path, *, finds: bool = True) -> None:
        self._directory = directory
        self.finds = finds

    def find(self, key: str, kind: type[T]) -> T | None:
        if not self.finds:
            return None
        path = self._path(key)
        try:
            found = msgspec.json.decode(path.read_bytes(), type=kind)
            os.utime(path)  # used now
        except (OSError, ValueError):
            return None
        return found

    def keep(self, key: str, found: object) -> None:
        """Write it down; nobody ever sees a part of it."""
        with suppress(OSError):
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._directory, prefix=".", delete=False) as file:
                file.write(msgspec.json.encode(found))
            Path(file.name).replace(self._path(key))

    def forget_old(self) -> None:
        """Remove what nobody has asked for in a long time, and what a killed process left half written."""
        now = time.time()
        for path in self._files():
            with suppress(OSError):
                if now - path.stat().st_mtime > KEPT_FOR_S:
                    path.unlink()

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from self._directory.iterdir()

    def _path(self, key: str) -> Path:
        return self._directory / key
