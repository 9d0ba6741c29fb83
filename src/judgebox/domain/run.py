"""A program once in the sandbox: what it may use, what it did use, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
        idle_time: how long it may sleep or wait at a stretch; None if only the wall limit ends it.
    """

    cpu_time: timedelta
    wall_time: timedelta
    memory_bytes: int
    output_bytes: int
    processes: int = 64
    idle_time: timedelta | None = None


def wall_limit_of(cpu_time: timedelta) -> timedelta:
    """The elapsed time that a run with this CPU time limit may take.

    A busy machine must not turn a correct program into a slow one, so it is generous: the guard
    catches programs that sleep or wait. Source: judging study, 4.4, rule 1.
    """
    return max(2 * cpu_time + timedelta(seconds=1), cpu_time + timedelta(seconds=3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a run did use: CPU time and memory peak of all its processes, and elapsed time.

    Attributes:
        involuntary_switches: how often the kernel took the CPU from one of its processes for another one:
            many mean that the machine was busy.
    """

    cpu_time: timedelta
    wall_time: timedelta
    memory_bytes: int
    involuntary_switches: int = 0


class Ending(StrEnum):
    """How a run ended: by itself, or by us and why."""

    EXITED = "exited"
    SIGNALLED = "signalled"
    KILLED_OUT_OF_CPU_TIME = "killed_out_of_cpu_time"
    KILLED_OUT_OF_WALL_TIME = "killed_out_of_wall_time"
    KILLED_IDLE = "killed_idle"
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
        output_file: where all of the output is, if there is so much that the command's file was used; `output`
            is then its beginning.
        outputs: what it wrote to the command's further descriptors, likewise.
        ended_at: when it ended, on a clock of the host: the endings of two runs can be ordered by it.
    """

    ending: Ending
    exit_code: int | None
    signal: int | None
    usage: Usage
    output: bytes
    error: bytes
    outputs: Mapping[int, bytes] = field(default_factory=dict)
    ended_at: timedelta = timedelta()
    output_file: Path | None = None


class SyscallProfile(StrEnum):
    """Which system calls a program may make.

    BASELINE denies what is dangerous; STRICT allows what a compiled program with threads needs and
    nothing else, so no further programs and no sockets.
    """

    BASELINE = "baseline"
    STRICT = "strict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One run to do in a box.

    Attributes:
        argv: the program and its arguments; the program is an absolute path inside the box, or
            relative to its working directory.
        stdin: the bytes, or a file of the host that is opened for reading only.
        environment: all of it; nothing is inherited.
        warm: let the box's resident interpreter run it, if it has one; otherwise it is started as usual.
        inputs: further descriptors to read from, from 3 on, each with its bytes or file.
        outputs: further descriptors to write to, from 3 on; what it writes is in the outcome.
        output_file: a file of the host that a large output is copied to, instead of being held in memory.
        keeps: whether what it writes stays for a look, and for later runs, until the box is frozen again.
    """

    argv: tuple[str, ...]
    limits: Limits
    stdin: bytes | Path = b""
    environment: tuple[tuple[str, str], ...] = ()
    profile: SyscallProfile = SyscallProfile.BASELINE
    warm: bool = False
    inputs: tuple[tuple[int, bytes | Path], ...] = ()
    outputs: tuple[int, ...] = ()
    output_file: Path | None = None
    keeps: bool = False
