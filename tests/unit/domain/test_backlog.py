from datetime import UTC, datetime, timedelta

import pytest

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.backlog import (
    RecentAttempt,
    Unserved,
    covered_window,
    judging_time_of,
    quantile,
    rate_of,
    unserved_routes,
    wanted_slots,
)
from judgebox.domain.submission import Band, Line

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
NONE = dict.fromkeys(Band, 0)


def an_attempt(
    *, ago: timedelta, took: timedelta = SECOND, outcome: AttemptOutcome | None = AttemptOutcome.JUDGED
) -> RecentAttempt:
    ended = None if outcome is None else NOW - ago + took
    return RecentAttempt(
        band=Band.PRACTICE, started_at=NOW - ago, ended_at=ended, outcome=outcome, waited=timedelta(seconds=2)
    )


def test_the_rate_is_that_of_verdicts_in_the_window() -> None:
    attempts = [
        *(an_attempt(ago=number * SECOND) for number in range(1, 31)),
        an_attempt(ago=2 * MINUTE),
        an_attempt(ago=SECOND, outcome=AttemptOutcome.FAILED),
        an_attempt(ago=SECOND, outcome=None),
    ]

    assert rate_of(attempts, now=NOW, window=MINUTE) == 0.5


def test_a_sample_that_is_cut_shows_only_what_it_spans() -> None:
    attempts = [an_attempt(ago=number * SECOND) for number in range(1, 11)]

    assert covered_window(attempts, now=NOW, window=MINUTE, limit=11) == MINUTE
    assert covered_window(attempts, now=NOW, window=MINUTE, limit=10) == 10 * SECOND


def test_judging_takes_what_it_took_in_the_mean_of_those_that_ended_with_a_verdict() -> None:
    attempts = [
        an_attempt(ago=MINUTE, took=SECOND),
        an_attempt(ago=MINUTE, took=3 * SECOND),
        an_attempt(ago=MINUTE, took=MINUTE, outcome=AttemptOutcome.LOST),
    ]

    assert judging_time_of(attempts) == 2 * SECOND
    assert judging_time_of([]) is None


def test_a_quantile_is_one_of_the_values() -> None:
    durations = [number * SECOND for number in range(1, 11)]

    assert (quantile(durations, 0.5), quantile(durations, 0.9)) == (5 * SECOND, 9 * SECOND)
    assert (quantile(durations[:1], 0.9), quantile([], 0.9)) == (SECOND, None)


@pytest.mark.parametrize(
    ("waiting", "judging", "seconds", "slots"),
    [
        ({}, {}, 1, 0),
        ({Band.PRACTICE: 1}, {}, 0.01, 1),
        ({Band.PRACTICE: 300}, {}, 1, 10),
        ({Band.PRACTICE: 270}, {Band.PRACTICE: 30}, 1, 30),
        ({Band.PRACTICE: 301}, {}, 1, 11),
        ({Band.BULK: 7200}, {}, 1, 2),
        ({Band.CONTEST: 30, Band.BULK: 3600}, {}, 2, 4),
    ],
)
def test_so_many_slots_are_wanted_that_what_waits_is_done_in_time(
    waiting: dict[Band, int], judging: dict[Band, int], seconds: float, slots: int
) -> None:
    found = wanted_slots(NONE | waiting, NONE | judging, judging_time=timedelta(seconds=seconds))

    assert found == slots


def test_a_route_that_no_living_worker_serves_is_told_with_what_waits_there() -> None:
    waiting = {
        Line(band=Band.PRACTICE, route="java"): 60,
        Line(band=Band.CONTEST, route="java"): 1,
        Line(band=Band.PRACTICE, route="python"): 9,
    }

    found = unserved_routes(waiting, {"python", "c"}, judging_time=SECOND)

    assert found == [Unserved(route="java", waiting=61, wanted_slots=3)]
