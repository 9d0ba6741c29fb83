"""The sandbox: boxes, and programs run in them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from judgebox.domain.run import Command, Outcome


class Box(Protocol):
    """A place in which one submission is compiled and run; thrown away after it.

    Every method raises `SandboxError` when the box itself fails; nothing is then known about the
    program, and the box is not to be used again.
    """

    async def put(self, files: Mapping[str, bytes], *, executable: bool = False) -> None:
        """Write files into the working directory; names are relative paths without "..".

        What is put after `freeze` is there for the next run only.
        """
        ...

    async def run(self, command: Command) -> Outcome:
        """Run a program to its end. Afterwards none of its processes is left.

        What `put` wrote before the first run stays; what a run writes stays until `freeze`, and after
        `freeze` is gone before the next run, unless the command keeps it until `freeze` is called again.
        """
        ...

    async def collect(self, directory: str = ".", *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        """Read every regular file of the working directory, or of one in it, by the path relative to that.

        A directory that is not there holds nothing.

        Raises:
            RequestError: there is more than the limits allow (code "too_many_files" or "files_too_large").
        """
        ...

    async def freeze(self) -> None:
        """Make what the working directory holds the read-only start of every later run.

        Called again, it throws away what was put and what runs have left since the first time.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A directory of the host that a box shows, read-only, with where it is inside."""

    source: str
    target: str


Listener = Callable[[int, bytes], None]
"""Is told what one of two programs has written: 0 for the first or 1 for the second, and the bytes.

There are none when it has closed its output or ended, which is told before the other one sees it.
"""


class Sandbox(Protocol):
    """Makes boxes."""

    @property
    def tier(self) -> str:
        """How strong the isolation is: "A" (root) to "D"; sandbox study 6.4."""
        ...

    def box(
        self, *, mounts: Sequence[Mount] = (), writable_bytes: int | None = None, resident: str | None = None
    ) -> AbstractAsyncContextManager[Box]:
        """Make a box, or take one that was made ahead, and end it on leaving, with all that is in it.

        Args:
            mounts: directories of the host, beside the system's own, that are visible read-only.
            writable_bytes: cap of the working directory and of /tmp, each; None for the default.
            resident: the interpreter that waits in the box for commands that are `warm`, by the name of
                its language; where it can't be had, such commands start as all others do.
        """
        ...

    async def run_pair(
        self, first: tuple[Box, Command], second: tuple[Box, Command], listener: Listener | None = None
    ) -> tuple[Outcome, Outcome]:
        """Run two programs in two boxes of this sandbox, each one's output being the other one's input.

        Their commands' own inputs are not used, and their outcomes have no output; who ended first is told by
        `ended_at`. When one ends or closes its end, the other reads end-of-file, or writes to a closed pipe.

        Args:
            listener: is told, in a thread, what each of them writes.

        Raises:
            SandboxError: one of the boxes failed; the other program is ended.
        """
        ...
