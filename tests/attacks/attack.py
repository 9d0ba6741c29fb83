"""What an attack is: a hostile program, how it is run, and how it must end. The tables are lists of these."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from judgebox.domain.errors import RequestError
from judgebox.domain.run import Ending, Limits, Outcome, SyscallProfile
from judgebox.ports import Mount
from sandboxing import MIB, some_limits

if TYPE_CHECKING:
    from attacks.stage import Bait, Stage

PROGRAMS = Path(__file__).parent / "programs"

CPU, WALL, MEMORY = Ending.KILLED_OUT_OF_CPU_TIME, Ending.KILLED_OUT_OF_WALL_TIME, Ending.KILLED_OUT_OF_MEMORY
OUTPUT, FORBIDDEN, IDLE = Ending.KILLED_OUT_OF_OUTPUT, Ending.KILLED_FORBIDDEN_CALL, Ending.KILLED_IDLE
EXITED, SIGNALLED = Ending.EXITED, Ending.SIGNALLED

Text = bytes | re.Pattern[bytes] | None
Play = Callable[["Stage"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """A way for a run to end. None means: anything; a pattern must match the whole text."""

    endings: frozenset[Ending]
    exit_code: int | None = None
    signal: int | None = None
    output: Text = None
    error: Text = None

    def covers(self, outcome: Outcome) -> bool:
        return (
            outcome.ending in self.endings
            and (self.exit_code is None or outcome.exit_code == self.exit_code)
            and (self.signal is None or outcome.signal == self.signal)
            and _fits(self.output, outcome.output)
            and _fits(self.error, outcome.error)
        )


def exits(code: int | None = 0, *, output: Text = None, error: Text = None) -> Ends:
    """It ends by itself; with None with whatever exit code."""
    return Ends(endings=frozenset([EXITED]), exit_code=code, output=output, error=error)


def dies(number: int | None = None, *, output: Text = None) -> Ends:
    """A signal that it sent itself, or earned, ends it."""
    return Ends(endings=frozenset([SIGNALLED]), signal=number, output=output)


def is_killed(*endings: Ending, output: Text = None, error: Text = None) -> Ends:
    """We end it, for one of these reasons."""
    return Ends(endings=frozenset(endings), output=output, error=error)


USUAL = some_limits(wall_s=3)
"""A second of CPU time, 64 MiB, 64 KiB of output, 16 processes."""
QUICK = some_limits(cpu_s=0.2, wall_s=2)
"""For what burns CPU time until it is ended."""
BRIEF = some_limits(cpu_s=2, wall_s=0.4)
"""For what waits until it is ended."""
RUNTIME = some_limits(cpu_s=3, wall_s=6, memory_mib=512, processes=64)
"""For programs of a large runtime: the JVM, Node."""
COMPILER = some_limits(cpu_s=2, wall_s=8, memory_mib=384)
"""For compilers."""


async def run_frozen(stage: "Stage") -> None:
    """Freeze the box, as for judging, and run once."""
    await stage.box.freeze()
    stage.must(await stage.run())


async def run_thrice(stage: "Stage") -> None:
    """Run three times in one frozen box: no run may find what an earlier one left."""
    await stage.box.freeze()
    for _ in range(3):
        stage.must(await stage.run())


async def _run_and_collect(stage: "Stage", files: dict[str, bytes | None] | None, refused: str | None) -> None:
    stage.must(await stage.run())
    if refused is not None:
        with pytest.raises(RequestError) as error:
            await stage.collect()
        assert error.value.code == refused
        return
    collected = await stage.collect()
    wanted = files or {}
    assert set(collected) == set(wanted) | set(stage.files), sorted(collected)
    for name, content in wanted.items():
        assert content is None or collected[name] == content, name


def run_and_collect(files: dict[str, bytes | None] | None = None, *, refused: str | None = None) -> Play:
    """Run once in a box that is not frozen, as a compiler's is, and collect what it left.

    Args:
        files: what must be collected, beside the program itself, with what it holds; None for anything.
        refused: the code of the error with which the collecting must be refused.
    """
    return partial(_run_and_collect, files=files, refused=refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A hostile program, and what must come of it.

    Attributes:
        program: its file below `programs/`; the ending says the language, hence how it is built and run.
        must: how it may end; each of its runs must end in one of these ways.
        stdin: its input; a function gets what the host has for it to find (`Bait`).
        arguments: what follows its name in argv.
        flags: for the compiler, in place of the usual ones.
        argv: how it is run if not in its language's way; "{source}" is its place in the box. It is not
            compiled then: so are attacks on compilers written.
        resident: the interpreter, already started, that runs it; its name in the port.
        also: a look at the outcome beyond `must`; raises AssertionError.
        play: what is done with it; the usual is one run in a frozen box.
        variant: tells attacks of one program apart.
        is_timed: it demands something of measured times, so it is played with nothing beside it.
    """

    program: str
    must: tuple[Ends, ...]
    limits: Limits = USUAL
    stdin: "bytes | Path | Callable[[Bait], bytes]" = b""
    arguments: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] | None = None
    argv: tuple[str, ...] | None = None
    profile: SyscallProfile = SyscallProfile.BASELINE
    inputs: tuple[tuple[int, bytes], ...] = ()
    outputs: tuple[int, ...] = ()
    mounts: tuple[Mount, ...] = ()
    resident: str | None = None
    also: Callable[[Outcome], None] | None = None
    play: Play = run_frozen
    variant: str = ""
    is_timed: bool = False

    @property
    def name(self) -> str:
        return f"{self.program}:{self.variant}" if self.variant else self.program

    @property
    def source(self) -> Path:
        return PROGRAMS / self.program

    def with_wall_time(self, factor: float) -> "Attack":
        """The same with more elapsed time, for a machine that is busy with other things."""
        return replace(self, limits=replace(self.limits, wall_time=self.limits.wall_time * factor))

    def check(self, outcome: Outcome) -> None:
        """Raise AssertionError unless this is what must come of it."""
        told = f"{self.name}: {_shortened(outcome)}"
        assert any(ends.covers(outcome) for ends in self.must), f"{told}\nmust be one of {self.must}"
        assert outcome.usage.memory_bytes <= self.limits.memory_bytes, told
        for text in (outcome.output, outcome.error, *outcome.outputs.values()):
            assert len(text) <= self.limits.output_bytes, told
        if self.also is not None:
            self.also(outcome)


def attack(
    program: str,
    *must: Ends,
    limits: Limits = USUAL,
    stdin: "bytes | Path | Callable[[Bait], bytes]" = b"",
    **rest: object,
) -> Attack:
    """An `Attack`, shorter to write: a row of a table."""
    return replace(Attack(program=program, must=must, limits=limits, stdin=stdin), **rest)  # type: ignore[arg-type]


def _fits(wanted: Text, text: bytes) -> bool:
    if isinstance(wanted, re.Pattern):
        return wanted.fullmatch(text) is not None
    return wanted is None or text == wanted


def _shortened(outcome: Outcome) -> str:
    return repr(replace(outcome, output=outcome.output[:500], error=outcome.error[:2000]))


COLLECT_BYTES = 8 * MIB
"""How much an attack's files may have when they are collected."""
