"""A process without any sandbox, or with another one: started and waited for as cheaply as Python can."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from judgebox.domain.errors import PlatformError

PROVE_WITHIN_S = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BareProcess:
    """What to start.

    Attributes:
        argv: the program by its absolute path, and its arguments.
        stdin: its input, and its output then goes nowhere; None if it reads and writes nothing.
    """

    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    stdin: Path | None = None

    async def once(self) -> int:
        return self.run()

    def run(self) -> int:
        """Start it and wait for its end, blocking all else; return the nanoseconds that both took.

        Raises:
            PlatformError: it can't be started, or has not ended with 0.
        """
        streams = [] if self.stdin is None else _streams_of(self.stdin)
        start = time.perf_counter_ns()
        try:
            pid = os.posix_spawn(self.argv[0], list(self.argv), self.environment, file_actions=streams)
        except OSError as error:
            raise PlatformError(f"{self.argv[0]} can't be started: {error.strerror}") from error
        _, status = os.waitpid(pid, 0)
        elapsed_ns = time.perf_counter_ns() - start
        if status != 0:
            raise PlatformError(f"{' '.join(self.argv)} ended with {os.waitstatus_to_exitcode(status)}")
        return elapsed_ns

    def prove(self) -> None:
        """Do it once, unhurried.

        Raises:
            PlatformError: it does not work; the message has what it said last.
        """
        try:
            done = subprocess.run(self.argv, env=dict(self.environment), capture_output=True, timeout=PROVE_WITHIN_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PlatformError(f"{self.argv[0]} does not work: {error}") from error
        if done.returncode != 0:
            said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()[-1:] or ["nothing"]
            raise PlatformError(f"{self.argv[0]} ended with {done.returncode} and said: {said[0]}")


def _streams_of(stdin: Path) -> list[tuple[int, int, str, int, int]]:
    return [
        (os.POSIX_SPAWN_OPEN, 0, str(stdin), os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ]


def write_program(directory: Path, name: str, content: bytes) -> Path:
    """Write an executable file."""
    path = directory / name
    path.write_bytes(content)
    path.chmod(0o755)
    return path
