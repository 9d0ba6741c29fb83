"""How a problem scores: its test groups with their points, as they are shown beside the statement."""

from collections.abc import Mapping
from dataclasses import dataclass

from judgebox.domain.problem import Problem
from judgebox.domain.scoring import SAMPLE, Aggregation, TestGroup

RULES: Mapping[Aggregation, str] = {
    Aggregation.PASS_FAIL: "all cases must pass",
    Aggregation.SUM: "points add up",
    Aggregation.MIN: "the worst case counts",
    Aggregation.MAX: "the best case counts",
    Aggregation.AVG: "the average counts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """A test group. `points` is None where only checkers know; `requires` names the groups to be solved before."""

    name: str
    cases: int
    points: float | None
    rule: str
    requires: tuple[str, ...]


def shown_groups(problem: Problem) -> list[ShownGroup]:
    """The groups that give points, each before those in it; empty if there is nothing to choose between."""
    if problem.groups is None or not problem.scores:
        return []
    groups = [group for group in problem.groups.walk() if plain_name(group.name) and not group.is_empty]
    return [
        ShownGroup(
            name=plain_name(group.name),
            cases=len(group.case_indexes()),
            points=problem.points_of(group),
            rule=_rule(problem, group),
            requires=tuple(plain_name(each) or each for each in group.requires if isinstance(each, str)),
        )
        for group in groups
    ]


def plain_name(name: str) -> str:
    """A group's name without the folder that all have; empty for the samples and the whole, which are no choice."""
    return "" if name in ("", "secret", SAMPLE) or name.endswith(f"/{SAMPLE}") else name.removeprefix("secret/")


def _rule(problem: Problem, group: TestGroup) -> str:
    """How a group counts; the worst of cases that are worth the same each gives all or nothing."""
    is_plain = (
        not group.groups and not problem.validators and problem.interactor is None and group.case_points is not None
    )
    return RULES[Aggregation.PASS_FAIL if is_plain and group.aggregation is Aggregation.MIN else group.aggregation]
