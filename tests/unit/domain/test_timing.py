from dataclasses import replace
from datetime import timedelta

import pytest

from judgebox.domain.run import Ending, Limits, Outcome, wall_limit_of
from judgebox.domain.timing import (
    Run,
    deciding_run,
    doubt_of,
    idle_limit_of,
    limits_of_rerun,
    reach_of,
    timing_of,
    without_time_limit,
)
from judgebox.domain.verdict import Doubt
from judgebox.testing.sandbox import an_outcome

LIMITS = Limits(
    cpu_time=timedelta(seconds=1),
    wall_time=timedelta(seconds=4),
    memory_bytes=64 << 20,
    output_bytes=1 << 20,
    idle_time=timedelta(seconds=2),
)
ENDED, CPU, WALL, IDLE = (
    Ending.EXITED,
    Ending.KILLED_OUT_OF_CPU_TIME,
    Ending.KILLED_OUT_OF_WALL_TIME,
    Ending.KILLED_IDLE,
)


def outcome(ending: Ending, cpu_s: float, wall_s: float | None = None, switches: int = 0) -> Outcome:
    return an_outcome(
        ending=ending,
        cpu_time=timedelta(seconds=cpu_s),
        wall_time=timedelta(seconds=cpu_s if wall_s is None else wall_s),
        involuntary_switches=switches,
    )


def a_run(ending: Ending, cpu_s: float, wall_s: float | None = None, switches: int = 0, *, alone: bool = False) -> Run:
    return Run(outcome=outcome(ending, cpu_s, wall_s, switches), limits=LIMITS, is_alone=alone)


@pytest.mark.parametrize(
    ("run", "doubt"),
    [
        # In time: beyond doubt, however crowded it was.
        (a_run(ENDED, 0.3), None),
        (a_run(ENDED, 1.0, 3.0, 900), None),
        # Ended by itself beyond the limit: within reach of it or not.
        (a_run(ENDED, 1.000001), Doubt.NEAR_LIMIT),
        (a_run(ENDED, 1.3), Doubt.NEAR_LIMIT),
        (a_run(ENDED, 1.300001), None),
        # Killed for its CPU time: that is beyond reach.
        (a_run(CPU, 1.3), None),
        (a_run(CPU, 1.31, 1.32, 20), None),
        (a_run(CPU, 1.31, 1.32, 900), None),  # taken from it often, but only for moments, or by its own threads
        (a_run(CPU, 1.31, 2.6, 20), None),  # waited of its own will
        (a_run(CPU, 1.31, 2.6, 900), Doubt.CROWDED),
        (a_run(CPU, 1.31, 2.6, 900, alone=True), None),
        # Killed for its elapsed time: near the limit, computing, or not.
        (a_run(WALL, 0.96, 4.0), Doubt.NEAR_LIMIT),
        (a_run(WALL, 0.5, 4.0), Doubt.STARVED),
        (a_run(WALL, 0.5, 4.0, alone=True), Doubt.STARVED),
        (a_run(WALL, 0.1, 4.0), None),
        (a_run(WALL, 0.1, 4.0, 300), Doubt.CROWDED),
        # Killed because it was idle: its own will, unless it hardly got the CPU at all.
        (a_run(IDLE, 0.02, 2.0, 5), None),
        (a_run(IDLE, 0.97, 3.0, 5), None),
        (a_run(IDLE, 0.08, 2.0, 90), Doubt.CROWDED),
        # Out of something else.
        (a_run(Ending.KILLED_OUT_OF_MEMORY, 1.1), None),
    ],
)
def test_a_run_out_of_time_is_doubted_near_the_limit_or_where_others_held_it_up(run: Run, doubt: Doubt | None) -> None:
    assert doubt_of(run) == doubt


@pytest.mark.parametrize(
    ("runs", "decides"),
    [
        ([a_run(ENDED, 0.3)], 0),
        ([a_run(ENDED, 1.1), a_run(ENDED, 0.9)], 1),
        ([a_run(ENDED, 1.1), a_run(Ending.KILLED_OUT_OF_MEMORY, 0.2)], 1),
        ([a_run(ENDED, 1.2), a_run(ENDED, 1.05), a_run(ENDED, 1.1)], 1),
        ([a_run(ENDED, 1.2), a_run(CPU, 1.31)], 0),
        ([a_run(WALL, 0.4, 4.0), a_run(CPU, 1.31)], 1),
        ([a_run(WALL, 0.4, 4.0), a_run(ENDED, 1.2), a_run(WALL, 0.9, 4.0)], 1),
        ([a_run(WALL, 0.4, 4.0), a_run(WALL, 0.6, 4.0)], 1),
    ],
)
def test_the_run_in_time_decides_else_the_fastest_to_its_end_else_the_last(runs: list[Run], decides: int) -> None:
    assert deciding_run(runs) is runs[decides]


def test_more_elapsed_time_is_for_those_whom_others_held_up() -> None:
    held_up = a_run(WALL, 0.5, 4.0, 400)
    asleep = a_run(WALL, 0.5, 4.0, 3)

    assert limits_of_rerun(held_up, LIMITS) == replace(LIMITS, wall_time=timedelta(seconds=24))
    assert limits_of_rerun(asleep, LIMITS) == LIMITS
    assert limits_of_rerun(a_run(CPU, 1.31, 2.6, 900), LIMITS) == LIMITS


def test_a_run_without_time_limit_is_not_out_of_time() -> None:
    assert not without_time_limit(a_run(ENDED, 1.25)).is_out_of_time


@pytest.mark.parametrize("limit_s", [0.1, 1, 2, 5, 60])
def test_the_limits_on_time_stand_in_order(limit_s: float) -> None:
    limit = timedelta(seconds=limit_s)

    assert limit < reach_of(limit) < wall_limit_of(limit)
    assert limit <= idle_limit_of(limit) < wall_limit_of(limit)


def test_evidence_is_kept_of_what_was_out_of_time_or_run_again() -> None:
    assert timing_of([a_run(ENDED, 0.3)]) is None

    late = timing_of([a_run(CPU, 1.31, 1.4, 12)])
    again = timing_of([a_run(ENDED, 1.04), a_run(ENDED, 0.9, alone=True)])

    assert late is not None
    assert again is not None
    assert (late.doubt, late.runs[0].involuntary_switches) == (None, 12)
    assert (again.doubt, [run.is_alone for run in again.runs]) == (Doubt.NEAR_LIMIT, [False, True])
