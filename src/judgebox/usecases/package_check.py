"""What was looked at about a package itself, and its time limit beside the times that were measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from judgebox.domain.problem import Package, Problem
from judgebox.domain.time_limit import SlowestTimes, faults_of_limit

MOST_FACTS = 10
"""How many faults of one kind are told one by one: who has a hundred has one."""


class Soundness(StrEnum):
    """How one thing about a package is."""

    FINE = "fine"
    WARNING = "warning"
    """It can be judged, but not as surely as its author may think."""
    BROKEN = "broken"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageCheck:
    """One thing that was looked at.

    Attributes:
        name: stays the same from release to release: programs may look for it in the JSON.
        facts: in words what is the case, one at least.
    """

    name: str
    soundness: Soundness
    facts: tuple[str, ...]


def check_support(problem: Problem) -> PackageCheck | None:
    """Say what a problem needs that can't be judged; None if there is nothing."""
    if not problem.unsupported:
        return None
    return PackageCheck(name="support", soundness=Soundness.BROKEN, facts=first_of(problem.unsupported))


def check_limit(package: Package, times: SlowestTimes) -> PackageCheck:
    """Look at the margins of the time limit."""
    limit = package.problem.limits.time_limit
    faults = tuple(faults_of_limit(limit, package.time_rule, times))
    source = "inferred" if package.time_is_inferred and times.accepted is not None else "given"
    if package.time_is_inferred and times.accepted is None:
        source = "a default, since no submission that could tell was judged"
    margins = f"{_seconds(limit)}, {source}; {_margins(limit, times)}"
    return PackageCheck(
        name="time limit", soundness=Soundness.WARNING if faults else Soundness.FINE, facts=(margins, *faults)
    )


def _margins(limit: timedelta, times: SlowestTimes) -> str:
    if times.accepted is None:
        accepted = "no accepted submission"
    else:
        factor = f"{limit / times.accepted:.1f}" if times.accepted else "many"
        accepted = f"slowest accepted {_seconds(times.accepted)} (the limit is {factor} times that)"
    if times.too_slow is None:
        return f"{accepted}, none that is to be too slow"
    more = "at least " if times.too_slow_is_at_least else ""
    return (
        f"{accepted}, fastest too slow {more}{_seconds(times.too_slow)} ({times.too_slow / limit:.1f} times the limit)"
    )


def first_of(facts: Sequence[str]) -> tuple[str, ...]:
    """The first facts, and how many more there are."""
    if len(facts) <= MOST_FACTS:
        return tuple(facts)
    return (*facts[:MOST_FACTS], f"and {len(facts) - MOST_FACTS} more")


def _seconds(duration: timedelta) -> str:
    return f"{round(duration.total_seconds(), 3):g} s"
