"""Time limits of problems: how they follow from the times of graded submissions, and how much room they leave.

A limit is right if every program that its author finds fast enough stays well below it, and every one that is to
be too slow needs well more. The two margins are the package's own, and those of the format where it names none.

Source: Kattis problem package format 2025-09, "Problem timing"; legacy, "limits"; judging study 3.1, 3.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from judgebox.domain.problem import GradedSubmission, TimeRule

TOO_SLOW_FOLDER = "time_limit_exceeded"


class Bound(StrEnum):
    """What the time of a graded submission says about the limit: it is to lie above it, or below it."""

    LOWER = "lower"
    UPPER = "upper"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowestTimes:
    """What graded submissions took on their slowest cases.

    Attributes:
        accepted: the most that one which is to be in time took; None if there is none.
        too_slow: the least that one which is to be too slow took; None if there is none.
        too_slow_is_at_least: whether all of those were ended before they were done, so that they take even longer.
    """

    accepted: timedelta | None = None
    too_slow: timedelta | None = None
    too_slow_is_at_least: bool = False


def bound_of(submission: GradedSubmission) -> Bound | None:
    """Say what the times of a submission tell about the limit; None if nothing.

    What is to be accepted bounds it from below. What is to fail otherwise does not, though it is not to be too slow:
    once it has gone wrong its time has no meaning, and it may never end. Nor does what is right in part only: being
    too slow for the rest is the usual reason.
    """
    if submission.counts_for_time is False or not submission.promised:
        return None
    folders = submission.path.split("/")
    if TOO_SLOW_FOLDER in folders[:-1] or submission.promised == ("TLE",):
        return Bound.UPPER
    return Bound.LOWER if submission.promised == ("AC",) else None


def infer_time_limit(rule: TimeRule, slowest_accepted: timedelta) -> timedelta:
    """The smallest multiple of the resolution, and one at least, that leaves accepted programs their margin."""
    wanted = Fraction(rule.ac_to_limit).limit_denominator(10**6) * _microseconds(slowest_accepted)
    resolution = max(_microseconds(rule.resolution), 1)
    return timedelta(microseconds=max(1, ceil(wanted / resolution)) * resolution)


def faults_of_limit(limit: timedelta, rule: TimeRule, times: SlowestTimes) -> Iterator[str]:
    """Say in words where a limit leaves too little room."""
    accepted, too_slow = times.accepted, times.too_slow
    if accepted and limit < accepted * rule.ac_to_limit:
        yield (
            f"the limit of {_seconds(limit)} is {limit / accepted:.2f} times what the slowest accepted submission"
            f" takes, {_seconds(accepted)}; it is to be {rule.ac_to_limit:g} times that"
        )
    if too_slow is not None and not times.too_slow_is_at_least and too_slow < limit * rule.limit_to_tle:
        yield (
            f"the fastest submission that is to be too slow takes {_seconds(too_slow)},"
            f" {too_slow / limit:.2f} times the limit of {_seconds(limit)};"
            f" it is to take {rule.limit_to_tle:g} times that"
        )


def _microseconds(duration: timedelta) -> int:
    return duration // timedelta(microseconds=1)


def _seconds(duration: timedelta) -> str:
    return f"{round(duration.total_seconds(), 3):g} s"
