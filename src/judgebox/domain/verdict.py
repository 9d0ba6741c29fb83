"""Verdicts: the judgement of a case and of a submission, each with its reason."""

import signal
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from judgebox.domain.run import Ending, Limits, Outcome


class Verdict(StrEnum):
    """The judgement, by the short code that people know."""

    ACCEPTED = "AC"
    PARTIALLY_ACCEPTED = "PA"
    WRONG_ANSWER = "WA"
    TIME_LIMIT = "TLE"
    MEMORY_LIMIT = "MLE"
    OUTPUT_LIMIT = "OLE"
    RUNTIME_ERROR = "RTE"
    SANDBOX_VIOLATION = "SV"
    COMPILE_ERROR = "CE"
    JUDGE_ERROR = "JE"
    MISCONFIGURED = "CFG"
    CANCELLED = "CA"
    SKIPPED = "SK"


class Reason(StrEnum):
    """Why a verdict was given: a closed list.

    Three clocks end a run that is too slow: `cpu`, it used more CPU time than the limit; `wall`, it was
    not done when the elapsed time was up, though it computed now and then; `idle`, it slept or waited
    for too long at a stretch.
    """

    MISMATCH = "mismatch"
    NO_OUTPUT = "no_output"
    CPU = "cpu"
    WALL = "wall"
    IDLE = "idle"
    OOM_KILL = "oom_kill"
    MEMORY_PEAK = "memory_peak"
    OUTPUT = "output"
    FILE_SIZE = "file_size"
    SIGNAL = "signal"
    EXIT = "exit"
    SYSCALL = "syscall"
    COMPILER = "compiler"
    COMPILE_TIME = "compile_time"
    COMPILE_MEMORY = "compile_memory"
    COMPILE_OUTPUT = "compile_output"
    LANGUAGE = "language"
    SANDBOX = "sandbox"
    LOST_WORKER = "lost_worker"
    PLATFORM = "platform"
    UNSUPPORTED = "unsupported"
    VALIDATOR = "validator"
    VALIDATOR_LIMIT = "validator_limit"
    BAD_SCORE = "bad_score"
    PASS_LIMIT = "pass_limit"  # noqa: S105 - no password
    GRADER = "grader"
    PROTOCOL = "protocol"
    PRESENTATION = "presentation"
    STATIC = "static"
    EARLY_STOP = "early_stop"
    DEPENDENCY = "dependency"
    USER = "user"


class Doubt(StrEnum):
    """Why the time of a run may be the machine's and not the program's.

    `near_limit`: its CPU time was within reach of the limit. `starved`: the elapsed time was up although it
    computed. `crowded`: it ran out of time, and other programs took the CPU from it time and again.
    """

    NEAR_LIMIT = "near_limit"
    STARVED = "starved"
    CROWDED = "crowded"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedRun:
    """What one run of a case took.

    Attributes:
        involuntary_switches: how often other programs took the CPU from it.
        is_alone: whether no other run of its worker went on when it began.
    """

    cpu_time: timedelta
    wall_time: timedelta
    involuntary_switches: int
    is_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The evidence for a judgement on time.

    Attributes:
        doubt: why the first run was not enough; None if nothing spoke against it.
        runs: all runs of the case, in the order in which they were made.
    """

    doubt: Doubt | None
    runs: tuple[TimedRun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """The judgement of one case and what it rests on; the figures are those of the run that decided.

    Attributes:
        index: the place of the case in the judging, from 0.
        message: what the checker says, such as "line 2, token 1: expected 7, got 8"; only of
            visible cases, since it quotes the answer.
        input, answer, output, error: beginnings of the data, only of visible cases.
        timing: of a case that ran out of time or was run again; None for a single run in time.
        score, multiplier: what the checker gave: points, or a share of those that the case is worth.
    """

    index: int
    name: str
    visible: bool
    verdict: Verdict
    reason: Reason | None = None
    cpu_time: timedelta = timedelta()
    wall_time: timedelta = timedelta()
    memory_bytes: int = 0
    exit_code: int | None = None
    signal: int | None = None
    message: str | None = None
    input: str | None = None
    answer: str | None = None
    output: str | None = None
    error: str | None = None
    timing: Timing | None = None
    score: float | None = None
    multiplier: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """The judgement of a test group.

    Attributes:
        name: its path below `data/`, such as "secret/group1"; "" for the whole.
        score: points reached, where the problem scores; max_score: the most there are, if that is known.
        accepted, judged, cases: how many cases, those in groups below it as well.
        detail: a sentence for the author where the reason alone does not tell enough.
    """

    name: str
    verdict: Verdict
    reason: Reason | None = None
    score: float | None = None
    max_score: float | None = None
    accepted: int = 0
    judged: int = 0
    cases: int = 0
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The judgement of a submission.

    Attributes:
        score: points reached, where the problem scores; max_score: the most there are, if that is known.
        groups: the test groups, each before those in it; empty if the problem has none.
        cpu_time, memory_bytes: the largest of any case.
        compile_output: what the compiler printed, cut at 64 KiB.
        tier: the strength of the sandbox that was used, "A" to "D".
        detail: a sentence for the reader where the reason alone does not tell enough.
    """

    verdict: Verdict
    reason: Reason | None = None
    score: float | None = None
    cpu_time: timedelta = timedelta()
    memory_bytes: int = 0
    compile_output: str = ""
    cases: tuple[CaseResult, ...] = field(default=())
    groups: tuple[GroupResult, ...] = ()
    max_score: float | None = None
    tier: str | None = None
    detail: str | None = None

    @property
    def first_failing(self) -> CaseResult | None:
        """The first case that was run and not accepted."""
        fine = (Verdict.ACCEPTED, Verdict.SKIPPED)
        return next((case for case in self.cases if case.verdict not in fine), None)


def verdict_of_run(outcome: Outcome, limits: Limits) -> tuple[Verdict, Reason] | None:
    """Judge a run by how it ended; None where only the checker can tell.

    The order is that of the evidence: what the kernel counted, why we killed, then the signal.
    Source: sandbox study 2.4, "Verdict evidence"; judging study 1.2.
    """
    usage = outcome.usage
    if outcome.ending is Ending.KILLED_OUT_OF_MEMORY:
        return Verdict.MEMORY_LIMIT, Reason.OOM_KILL
    if usage.memory_bytes > limits.memory_bytes:
        return Verdict.MEMORY_LIMIT, Reason.MEMORY_PEAK
    if outcome.ending is Ending.KILLED_OUT_OF_CPU_TIME or usage.cpu_time > limits.cpu_time:
        return Verdict.TIME_LIMIT, Reason.CPU
    if outcome.ending is Ending.KILLED_OUT_OF_WALL_TIME:
        return Verdict.TIME_LIMIT, Reason.WALL
    if outcome.ending is Ending.KILLED_IDLE:
        return Verdict.TIME_LIMIT, Reason.IDLE
    if outcome.ending is Ending.KILLED_OUT_OF_OUTPUT:
        return Verdict.OUTPUT_LIMIT, Reason.OUTPUT
    if outcome.ending is Ending.KILLED_FORBIDDEN_CALL:
        return Verdict.SANDBOX_VIOLATION, Reason.SYSCALL
    if outcome.signal == signal.SIGXFSZ:
        return Verdict.OUTPUT_LIMIT, Reason.FILE_SIZE
    if outcome.signal == signal.SIGXCPU:
        return Verdict.TIME_LIMIT, Reason.CPU
    if outcome.ending is Ending.SIGNALLED:
        return Verdict.RUNTIME_ERROR, Reason.SIGNAL
    if outcome.exit_code != 0:
        return Verdict.RUNTIME_ERROR, Reason.EXIT
    return None


def signal_name(number: int) -> str:
    """The name of a signal, such as "SIGSEGV"; real-time ones have none but their number."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
