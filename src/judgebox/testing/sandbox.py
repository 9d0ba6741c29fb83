"""A sandbox without isolation or processes: programs are functions of the test."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from judgebox.domain.errors import RequestError
from judgebox.domain.run import Command, Ending, Outcome, Usage
from judgebox.ports import Box, Listener, Mount

Program = Callable[[Mapping[str, bytes], Command, bytes], Awaitable[Outcome]]
"""Runs a command: given the files of the working directory, the command and what its input holds."""


def an_outcome(
    *,
    output: bytes = b"",
    error: bytes = b"",
    exit_code: int | None = 0,
    signal: int | None = None,
    ending: Ending | None = None,
    cpu_time: timedelta = timedelta(milliseconds=10),
    wall_time: timedelta | None = None,
    memory_bytes: int = 1024 * 1024,
    involuntary_switches: int = 0,
) -> Outcome:
    """Build an outcome; it is a fine one unless told otherwise, and took no longer than its CPU time."""
    return Outcome(
        ending=ending or (Ending.EXITED if signal is None else Ending.SIGNALLED),
        exit_code=exit_code if signal is None and ending in (None, Ending.EXITED) else None,
        signal=signal,
        usage=Usage(
            cpu_time=cpu_time,
            wall_time=cpu_time if wall_time is None else wall_time,
            memory_bytes=memory_bytes,
            involuntary_switches=involuntary_switches,
        ),
        output=output,
        error=error,
    )


class FakeBox:
    """A box that keeps files in memory and calls a function to run a program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._files: dict[str, bytes] = {}

    async def put(self, files: Mapping[str, bytes], *, executable: bool = False) -> None:
        self._files.update(files)

    async def run(self, command: Command) -> Outcome:
        stdin = command.stdin.read_bytes() if isinstance(command.stdin, Path) else command.stdin
        return await self._program(dict(self._files), command, stdin)

    async def collect(self, directory: str = ".", *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        if len(self._files) > limit_files:
            raise RequestError(f"{len(self._files)} files, the limit is {limit_files}", code="too_many_files")
        if sum(map(len, self._files.values())) > limit_bytes:
            raise RequestError(f"files are larger than {limit_bytes} bytes", code="files_too_large")
        return dict(self._files)

    async def freeze(self) -> None:
        return None


class FakeSandbox:
    """Makes boxes that run a function of the test instead of a program.

    Attributes:
        boxes_made: how many boxes there have been; boxes_open: how many there are.
    """

    tier = "fake"

    def __init__(self, program: Program) -> None:
        self._program = program
        self.boxes_made = 0
        self.boxes_open = 0

    def box(
        self, *, mounts: Sequence[Mount] = (), writable_bytes: int | None = None, resident: str | None = None
    ) -> AbstractAsyncContextManager[FakeBox]:
        return self._box()

    async def run_pair(
        self, first: tuple[Box, Command], second: tuple[Box, Command], listener: Listener | None = None
    ) -> tuple[Outcome, Outcome]:
        """Run both, one after the other: functions have nothing to say to each other."""
        return await first[0].run(first[1]), await second[0].run(second[1])

    @asynccontextmanager
    async def _box(self) -> AsyncIterator[FakeBox]:
        self.boxes_made += 1
        self.boxes_open += 1
        try:
            yield FakeBox(self._program)
        finally:
            self.boxes_open -= 1
