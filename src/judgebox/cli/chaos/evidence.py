"""What is kept of a run that was not clean: the logs, and what the database says of submissions and attempts."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console

KEPT = ("*.log", "*/log", "*.csv")


class Evidence:
    """Keeps the evidence of what happens inside where it fails or is needed, or if a directory is named for it.

    It is kept beside `home`, under a name that the next run does not take for what a killed one has left.
    """

    def __init__(self, home: Path, keep: Path | None, console: Console) -> None:
        self.is_needed = False
        self._home = home
        self._keep = keep
        self._console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.is_needed or self._keep is not None or isinstance(error, Exception):
            self._copy(self._keep or Path(tempfile.mkdtemp(prefix="judgebox-logs-of-chaos-", dir=self._home.parent)))

    def _copy(self, kept: Path) -> None:
        for path in (path for pattern in KEPT for path in self._home.glob(pattern)):
            target = kept / path.relative_to(self._home)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        self._console.print(f"the logs are in {kept}", soft_wrap=True)
