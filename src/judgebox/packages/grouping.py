"""Build the tree of test groups of formats in which test cases and batches of them have points of their own."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from judgebox.domain.scoring import SAMPLE, Aggregation, TestGroup, sample_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the points: a case, or several that are scored as one.

    Attributes:
        name: below "secret".
        points: of each case where they are summed up, else of all of them: one number, or one a case.
        requires: names of earlier shares without which it is not judged.
        stops: whether nothing more of it is judged after its first rejected case.
        is_sample: whether it holds the visible cases, all of them, and gives no points.
    """

    name: str
    cases: tuple[int, ...]
    points: tuple[float, ...]
    aggregation: Aggregation = Aggregation.MIN
    requires: tuple[str, ...] = ()
    stops: bool = False
    is_sample: bool = False

    @property
    def group_name(self) -> str:
        """The name of the group that it becomes."""
        return SAMPLE if self.is_sample else f"secret/{self.name}"

    @property
    def total(self) -> float:
        return math.fsum(self.points) if self.aggregation is Aggregation.SUM else self.points[0]


def tree_of(shares: Sequence[Share], *, bounds_cases: bool = True) -> TestGroup:
    """Make the tree of all groups.

    Cases that are worth the same and depend on nothing lie in one group, else each share is a group.

    Args:
        shares: in the order of judging.
        bounds_cases: as in `TestGroup`.
    """
    total = math.fsum(share.total for share in shares)
    samples = [share for share in shares if share.is_sample]
    scored = [share for share in shares if not share.is_sample]
    if _is_flat(scored):
        cases = tuple(index for share in scored for index in share.cases)
        secret = TestGroup(name="secret", members=cases, max_score=total, bounds_cases=bounds_cases)
        members: tuple[TestGroup, ...] = (*(sample_group(share.cases) for share in samples), secret)
    else:
        names = {share.name: share.group_name for share in shares}
        members = tuple(_group_of(share, names, bounds_cases) for share in shares)
    return TestGroup(name="", members=members, max_score=total, bounds_cases=bounds_cases)


def _is_flat(shares: Sequence[Share]) -> bool:
    worth = {point for share in shares for point in share.points}
    is_single = all(len(share.cases) == 1 or share.aggregation is Aggregation.SUM for share in shares)
    return is_single and len(worth) == 1 and not any(share.requires for share in shares) and not _named(shares)


def _named(shares: Sequence[Share]) -> bool:
    """Whether there are groups that an author has named: they are to be seen."""
    return any(len(share.cases) > 1 for share in shares) and len(shares) > 1


def _group_of(share: Share, names: Mapping[str, str], bounds_cases: bool) -> TestGroup:
    if share.is_sample:
        return sample_group(share.cases)
    name = share.group_name
    requires = tuple(names[each] for each in share.requires)
    if share.aggregation is not Aggregation.SUM or len(set(share.points)) == 1:
        return TestGroup(
            name=name,
            members=share.cases,
            aggregation=share.aggregation,
            max_score=share.total,
            requires=requires,
            stops=share.stops,
            bounds_cases=bounds_cases,
        )
    members = tuple(
        TestGroup(name=f"{name}/{number}", members=(case,), max_score=points, bounds_cases=bounds_cases)
        for number, (case, points) in enumerate(zip(share.cases, share.points, strict=True), start=1)
    )
    return TestGroup(name=name, members=members, max_score=share.total, requires=requires, bounds_cases=bounds_cases)
