"""Scoring: how test cases are put into groups, and how verdicts and scores of a group follow from what is in it.

The rules are those of two formats, which readers of other formats map theirs to. In 2025-09 a group gives points, all
or part of them. In legacy it gives a verdict and, beside it, a score. How a tree of groups is judged is in `grading`,
and which cases need not be run is in `skipping`.

Source: Kattis problem package format, 2025-09, "Result aggregation"; legacy, "Graders"; judging study 2, 3.1, 3.2.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Aggregation(StrEnum):
    """How the scores of what lies in a group become its own; `pass-fail` gives all if every case is accepted."""

    PASS_FAIL = "pass-fail"  # noqa: S105 - no password
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    AVG = "avg"


class VerdictRule(StrEnum):
    """How the verdicts of what lies in a group become its own.

    `by_score`: accepted with all points, partially accepted with some, else the first error. The others
    are those of legacy, where an accepted group may have any score.
    """

    BY_SCORE = "by_score"
    FIRST_ERROR = "first_error"
    WORST_ERROR = "worst_error"
    ALWAYS_ACCEPT = "always_accept"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticCase:
    """A look of the static validator at the source, which counts like a test case of its group.

    Attributes:
        points: what it is worth; None in a group in which all must pass.
    """

    points: float | None = None
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestGroup:
    """Test cases that are scored as one.

    Attributes:
        name: its path below `data/`, such as "secret/group1"; "" for the whole.
        members: cases, by their index in the problem, and groups, in the order of judging.
        max_score: the most that it gives; None if there is no bound.
        min_score: the least that it may give.
        requires: names of earlier groups, and indexes of earlier cases, without all of which it is not judged.
        any_accepted: whether one accepted member is enough for an accepted group.
        stops: whether nothing more of it is judged after its first rejected member.
        ignores_sample: whether the group "sample" among its members counts for nothing.
        accept_score: of an accepted case in it whose checker gives no score; None to share `max_score`.
        reject_score: of a rejected case in it.
        bounds_cases: whether no checker may give more than that, nor anything in a pass-fail group or to what
            it rejects. It makes the problem misconfigured.
        least_is_best: whether the fewest points are the best.
        static: what the static validator has to say on it.
        grader_arguments: of the problem's own grader, if that one judges the group.
    """

    __test__ = False

    name: str
    members: tuple["int | TestGroup", ...] = ()
    aggregation: Aggregation = Aggregation.SUM
    max_score: float | None = None
    min_score: float | None = None
    requires: tuple[str | int, ...] = ()
    verdict_rule: VerdictRule = VerdictRule.BY_SCORE
    any_accepted: bool = False
    stops: bool = False
    ignores_sample: bool = False
    accept_score: float | None = None
    reject_score: float = 0.0
    bounds_cases: bool = True
    least_is_best: bool = False
    static: StaticCase | None = None
    grader_arguments: tuple[str, ...] | None = None

    @property
    def groups(self) -> tuple["TestGroup", ...]:
        return tuple(member for member in self.members if isinstance(member, TestGroup))

    def walk(self) -> Iterator["TestGroup"]:
        """Give the group and all below it, each before those in it."""
        yield self
        for group in self.groups:
            yield from group.walk()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to judge in it, so that it doesn't count."""
        return self.static is None and all(isinstance(member, TestGroup) and member.is_empty for member in self.members)

    @property
    def case_points(self) -> float | None:
        """What a case in it is worth; None if only its checker can tell."""
        if self.accept_score is not None or self.max_score is None:
            return self.accept_score
        if self.aggregation is not Aggregation.SUM:
            return self.max_score
        taken = [group.max_score or 0.0 for group in self.groups]
        taken.append(0.0 if self.static is None or self.static.points is None else self.static.points)
        cases = len(self.members) - len(self.groups)
        return max(self.max_score - math.fsum(taken), 0.0) / max(cases, 1)

    def case_indexes(self) -> tuple[int, ...]:
        """All cases in it and in the groups below, in the order of judging."""
        found: list[int] = []
        for member in self.members:
            found.extend((member,) if isinstance(member, int) else member.case_indexes())
        return tuple(found)


SAMPLE = "sample"
"""The name of the group of the visible cases."""


def ungrouped(visible: Sequence[bool], *, scores: bool, max_score: float = 100.0) -> TestGroup:
    """Make the tree of a problem without groups.

    The first failing case decides; where the problem scores, the secret cases share the points.

    Args:
        visible: of each case in the order of judging, whether it is a sample.
    """
    if not scores:
        rule = VerdictRule.FIRST_ERROR
        return TestGroup(name="", members=tuple(range(len(visible))), verdict_rule=rule, stops=True)
    secret = tuple(index for index, is_sample in enumerate(visible) if not is_sample)
    samples = tuple(index for index, is_sample in enumerate(visible) if is_sample)
    if not secret:
        return TestGroup(name="", members=samples, max_score=max_score)
    members = (sample_group(samples), TestGroup(name="secret", members=secret, max_score=max_score))
    return TestGroup(name="", members=members, ignores_sample=True, max_score=max_score)


def sample_group(cases: Sequence[int], *, static: StaticCase | None = None) -> TestGroup:
    """Make the group of the visible cases, which gives no points, whatever their checker says."""
    return TestGroup(
        name=SAMPLE,
        members=tuple(cases),
        aggregation=Aggregation.PASS_FAIL,
        max_score=0.0,
        bounds_cases=False,
        static=static,
    )


def aggregate(aggregation: Aggregation, scores: Sequence[float]) -> float:
    """Make one score of several, of which a pass-fail group has no use; nothing is worth nothing."""
    if not scores:
        return 0.0
    match aggregation:
        case Aggregation.MIN:
            return min(scores)
        case Aggregation.MAX:
            return max(scores)
        case Aggregation.AVG:
            return math.fsum(scores) / len(scores)
        case _:
            return math.fsum(scores)


def best_score(group: TestGroup, *, checkers_score: bool) -> float | None:
    """Return what a group gives at best; None if that is not known.

    The range that legacy gives is often wider than what cases can reach, so it counts only where it must:
    where checkers give the scores, or the author's grader does.
    """
    bound = group.min_score if group.least_is_best else group.max_score
    if group.aggregation is Aggregation.PASS_FAIL:
        return group.max_score
    if group.grader_arguments is not None:
        return bound
    points = group.case_points if group.bounds_cases or not checkers_score else None
    parts: list[float | None] = []
    for member in group.members:
        if isinstance(member, int):
            parts.append(points)
        elif not member.is_empty and not (group.ignores_sample and member.name == SAMPLE):
            parts.append(best_score(member, checkers_score=checkers_score))
    if group.static is not None and group.static.points is not None:
        parts.append(group.static.points)
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return bound
    best = aggregate(group.aggregation, known)
    return min(best, group.max_score) if group.bounds_cases and group.max_score is not None else best
