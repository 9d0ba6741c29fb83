"""What is to be judged: a program, in which language, on what; and the commands that run it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from judgebox.domain.problem import Problem, ProblemLimits
from judgebox.domain.run import Command, Limits, Outcome, wall_limit_of
from judgebox.domain.submission import Scope
from judgebox.domain.timing import idle_limit_of
from judgebox.domain.verdict import Reason, signal_name, verdict_of_run
from judgebox.languages import Language, entry_of, files_of, run_argv

MIB = 1024 * 1024

NO_LIMIT_PROBLEM = ProblemLimits(time_limit=timedelta(seconds=10))
"""What a run without a problem may use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """All that judging depends on.

    Attributes:
        source: of a program that came without names of files.
        problem: with scope `input` only for its limits, and None where there is none.
        language_id: under which a problem may have limits and files for the language.
        files: of a program of several files, all of them by name; then `source` is not used.
        entry: which file, or what in one, is started, if the author says so.
    """

    source: str
    language: Language
    problem: Problem | None = None
    scope: Scope = Scope.ALL
    input: str | None = None
    language_id: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    entry: str | None = None

    @property
    def program_files(self) -> Mapping[str, bytes]:
        """The files of the program, without those that the problem puts over them."""
        return self.files or files_of(self.language, self.source)

    @property
    def has_cases(self) -> bool:
        """Whether it is judged on cases of a problem, and not just run on somebody's own input."""
        return self.problem is not None and self.scope is not Scope.INPUT

    @property
    def limits(self) -> Limits:
        """The limits of one run."""
        if self.problem is None:
            return run_limits_of(self.language, NO_LIMIT_PROBLEM)
        problem, language_id = self.problem, self.language_id
        return run_limits_of(
            self.language,
            problem.limits,
            time_factor=problem.time_factors.get(language_id),
            memory_factor=problem.memory_factors.get(language_id),
        )


def run_limits_of(
    language: Language,
    limits: ProblemLimits,
    *,
    time_factor: float | None = None,
    memory_factor: float | None = None,
) -> Limits:
    """The limits of one run: the problem's, and what the language's runtime needs besides.

    Args:
        time_factor, memory_factor: by which the problem's are multiplied; None for those of the language.
    """
    time_limit = limits.time_limit * (language.time_factor if time_factor is None else time_factor)
    memory_bytes = round(limits.memory_bytes * (language.memory_factor if memory_factor is None else memory_factor))
    return Limits(
        cpu_time=time_limit,
        wall_time=wall_limit_of(time_limit),
        memory_bytes=memory_bytes + language.memory_extra_mib * MIB,
        output_bytes=limits.output_bytes,
        processes=language.processes,
        idle_time=idle_limit_of(time_limit),
    )


def run_command_of(language: Language, limits: Limits, source: str = "") -> Command:
    """The command that runs a program of one source that came without a name; see `command_of_files`."""
    return command_of_files(language, limits, files_of(language, source))


def command_of_files(
    language: Language, limits: Limits, files: Mapping[str, bytes], entry: str | None = None
) -> Command:
    """The command that runs a compiled program; its input is still to be set.

    Args:
        files: what was compiled; only where the language finds the entry in them does their content matter.
    """
    memory_mib = max(limits.memory_bytes // MIB - language.memory_extra_mib, 1)
    return Command(
        argv=run_argv(language, entry_of(language, files, entry), memory_mib),
        limits=limits,
        environment=tuple(language.environment.items()),
        profile=language.profile,
        warm=language.resident is not None,
    )


def ending_in_words(outcome: Outcome, limits: Limits) -> str:
    """Say how a run that was not fine ended, with the limit that it met."""
    ended = verdict_of_run(outcome, limits)
    match ended[1] if ended is not None else None:
        case Reason.CPU:
            return f"used more than {limits.cpu_time.total_seconds():g} s of CPU time"
        case Reason.IDLE if limits.idle_time is not None:
            return f"slept or waited for {limits.idle_time.total_seconds():g} s"
        case Reason.WALL:
            return f"was not done after {limits.wall_time.total_seconds():g} s"
        case Reason.OOM_KILL | Reason.MEMORY_PEAK:
            return f"used more than {limits.memory_bytes // MIB} MiB of memory"
        case Reason.OUTPUT | Reason.FILE_SIZE:
            return f"wrote more than {limits.output_bytes // 1024} KiB"
        case Reason.SYSCALL:
            return "made a system call that is forbidden"
        case Reason.SIGNAL if outcome.signal is not None:
            return f"was ended by {signal_name(outcome.signal)}"
        case Reason.EXIT:
            return f"exited with code {outcome.exit_code}"
    return "ended by itself"
