"""Judgements of earlier verifications, a small file each, in the cache directory of the user."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from judgebox.domain.verdict import Result

KEPT_FOR_S = 30 * 24 * 3600
"""A judgement that no verification has asked for in that time is of a former version of something."""


class KeptResults:
    """Keeps judgements in a directory, which is made when it is first needed. Only we may read it.

    A cache that can't be read or written costs time and nothing else, so its errors are passed over; a file that is
    damaged is as one that is not there.

    Attributes:
        finds: whether what was kept before is used; if not, it is only written.
    """

    def __init__(self, directory: Path, *, finds: bool = True) -> None:
        self._directory = directory
        self.finds = finds

    def find(self, key: str) -> Result | None:
        if not self.finds:
            return None
        path = self._path(key)
        try:
            result = msgspec.json.decode(path.read_bytes(), type=Result)
            os.utime(path)  # used now
        except (OSError, ValueError):
            return None
        return result

    def keep(self, key: str, result: Result) -> None:
        """Write a judgement, without what it quotes of the test data; nobody ever sees a part of it."""
        path = self._path(key)
        with suppress(OSError):
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._directory, prefix=".", delete=False) as file:
                file.write(msgspec.json.encode(_without_quotes(result)))
            Path(file.name).replace(path)

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


def _without_quotes(result: Result) -> Result:
    cases = tuple(
        replace(case, message=None, input=None, answer=None, output=None, error=None) for case in result.cases
    )
    return replace(result, cases=cases, compile_output="")
