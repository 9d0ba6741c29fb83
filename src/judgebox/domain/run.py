"""A program once in the sandbox: what it may use, what it did use, how it ended."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run may use.

    Attributes:
        cpu_time: CPU time of all its processes together.
        wall_time: elapsed time.
        memory_bytes: memory of all its processes together, tmpfs included.
        output_bytes: the size of its output, and apart from it of its error stream.
        processes: how many processes and threads it may have at once.
    """

    cpu_time: timedelta
    wall_time: timedelta
    memory_bytes: int
    output_bytes: int
    processes: int = 64


def wall_limit_of(cpu_time: timedelta) -> timedelta:
    """The elapsed time that a run with this CPU time limit may take.

    A busy machine must not turn a correct program into a slow one, so it is generous: the guard
    catches programs that sleep or wait. Source: judging study, 4.4, rule 1.
    """
    return max(2 * cpu_time + timedelta(seconds=1), cpu_time + timedelta(seconds=3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a run did use: CPU time and memory peak of all its processes, and elapsed time."""

    cpu_time: timedelta
    wall_time: timedelta
    memory_bytes: int


class Ending(StrEnum):
    """How a run ended: by itself, or by us and why."""

    EXITED = "exited"
    SIGNALLED = "signalled"
    KILLED_OUT_OF_CPU_TIME = "killed_out_of_cpu_time"
    KILLED_OUT_OF_WALL_TIME = "killed_out_of_wall_time"
    KILLED_OUT_OF_MEMORY = "killed_out_of_memory"
    KILLED_OUT_OF_OUTPUT = "killed_out_of_output"
    KILLED_FORBIDDEN_CALL = "killed_forbidden_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended and what it left.

    Attributes:
        exit_code: 0 to 255 if it exited, else None.
        signal: the number of the signal that ended it, else None.
        output, error: what it wrote to its two streams, at most the output limit of each.
    """

    ending: Ending
    exit_code: int | None
    signal: int | None
    usage: Usage
    output: bytes
    error: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One run to do in a box.

    Attributes:
        argv: the program and its arguments; the program is an absolute path inside the box, or
            relative to its working directory.
        stdin: the bytes, or a file of the host that is opened for reading only.
        environment: all of it; nothing is inherited.
    """

    argv: tuple[str, ...]
    limits: Limits
    stdin: bytes | Path = b""
    environment: tuple[tuple[str, str], ...] = ()
