"""Judging time on a machine that does other things too: which runs are doubted, and which run decides.

Interference only ever adds time, so of several runs of a program the fastest tells most about it. Runs
that were in time are beyond doubt and are never repeated. A run that ran out of time is doubted if it
came near the limit or if others visibly held it up; it is repeated while no other program runs beside
it. A program that is really too slow is killed beyond reach of the limit, and costs one run.

Source: judging study, 4.4, rules 1 to 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from signal import SIGXCPU

from judgebox.domain.run import Ending, Limits, Outcome, Usage
from judgebox.domain.verdict import Doubt, TimedRun, Timing, Verdict, verdict_of_run

REACH_FACTOR = 1.10
REACH_BEYOND = timedelta(seconds=0.2)
"""With the factor, how far beyond the limit a run is still measured. Source: rule 2."""

NEAR_FACTOR = 0.95
"""From this share of the limit on, a run that was ended otherwise is near it. Source: rule 3."""

SHORTEST_IDLE = timedelta(seconds=2)
"""Nothing that a program needs on this machine takes so long without using the CPU. Source: rule 1."""

RERUNS = 2
"""More runs of one case, at most. Source: rule 3."""

CASES_RERUN = 3
"""Cases of one submission that are run again, at most, so that nobody gets many times the machine. Source: rule 3."""

COMPUTES = 0.05
"""A program that has more than this share of a CPU computes; one with less is asleep or waits. Source: rule 1."""

CROWDED_SHARE = 0.05
"""The share of the elapsed time without CPU from which on a run may be crowded. Source: rule 4."""

CROWDED_SWITCHES_PER_SECOND = 50
"""So often in a second of CPU time it is taken from a crowded run: alone on a CPU we saw about 10, with one
other program on the same CPU about 700."""

FEW_SWITCHES = 10
"""So many say nothing, however short the run: the system itself interrupts too."""

PATIENCE = 6
"""How many times the wall limit a program gets that was starved by others: they may still be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a case, with the limits that it had; they can differ between runs of one case.

    Attributes:
        is_alone: whether no other run of its worker went on when it began.
    """

    outcome: Outcome
    limits: Limits
    is_alone: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the program came to its end, so that its CPU time and its output are all there is.

        SIGXCPU is the kernel's way to end what is out of CPU time.
        """
        return self.outcome.ending in (Ending.EXITED, Ending.SIGNALLED) and self.outcome.signal != SIGXCPU

    @property
    def is_out_of_time(self) -> bool:
        ended = verdict_of_run(self.outcome, self.limits)
        return ended is not None and ended[0] is Verdict.TIME_LIMIT


def reach_of(time_limit: timedelta) -> timedelta:
    """The CPU time at which a run is killed: beyond its limit, so that one near it has a measured value."""
    return time_limit * REACH_FACTOR + REACH_BEYOND


def idle_limit_of(time_limit: timedelta) -> timedelta:
    """How long a program may sleep or wait at a stretch; less than its wall limit."""
    return max(SHORTEST_IDLE, time_limit)


def doubt_of(run: Run) -> Doubt | None:
    """Say why a run that ran out of time may have been held up by others; None if its time stands.

    A run that was alone is not doubted for a crowd: there is no quieter place for another one.
    """
    if not run.is_out_of_time:
        return None
    outcome, usage, limit = run.outcome, run.outcome.usage, run.limits.cpu_time
    is_by_wall = outcome.ending is Ending.KILLED_OUT_OF_WALL_TIME
    if (run.is_complete or is_by_wall) and limit * NEAR_FACTOR <= usage.cpu_time <= reach_of(limit):
        return Doubt.NEAR_LIMIT
    if is_by_wall and usage.cpu_time > usage.wall_time * COMPUTES:
        return Doubt.STARVED
    if is_crowded(usage) and not run.is_alone:
        return Doubt.CROWDED
    return None


def is_crowded(usage: Usage) -> bool:
    """Whether other programs held a run up: it was without CPU for a while, and not of its own will."""
    waited = usage.wall_time - usage.cpu_time
    switches = max(FEW_SWITCHES, CROWDED_SWITCHES_PER_SECOND * usage.cpu_time.total_seconds())
    return waited > usage.wall_time * CROWDED_SHARE and usage.involuntary_switches > switches


def deciding_run(runs: Sequence[Run]) -> Run:
    """Choose the run of a case that decides on its time.

    That is the one in time, whatever else became of it; else the fastest that came to its end; else the
    last, which had the best conditions.
    """
    for run in runs:
        if not run.is_out_of_time:
            return run
    complete = [run for run in runs if run.is_complete]
    return min(complete, key=lambda run: run.outcome.usage.cpu_time) if complete else runs[-1]


def limits_of_rerun(run: Run, limits: Limits) -> Limits:
    """The limits of another run: more elapsed time where others, and not the program's own sleep, used it up."""
    is_starved = run.outcome.ending is Ending.KILLED_OUT_OF_WALL_TIME and is_crowded(run.outcome.usage)
    return replace(limits, wall_time=limits.wall_time * PATIENCE) if is_starved else limits


def without_time_limit(run: Run) -> Run:
    """The run as if it had been in time, to see what else there is to say about it."""
    return replace(run, limits=replace(run.limits, cpu_time=max(run.limits.cpu_time, run.outcome.usage.cpu_time)))


def timing_of(runs: Sequence[Run]) -> Timing | None:
    """The evidence to keep with a case; None for a single run in time."""
    first = runs[0]
    if len(runs) == 1 and not first.is_out_of_time:
        return None
    return Timing(doubt=doubt_of(first), runs=tuple(map(_timed, runs)))


def _timed(run: Run) -> TimedRun:
    usage = run.outcome.usage
    return TimedRun(
        cpu_time=usage.cpu_time,
        wall_time=usage.wall_time,
        involuntary_switches=usage.involuntary_switches,
        is_alone=run.is_alone,
    )
