"""Scoring: how the verdicts and scores of test cases become those of test groups and of the submission."""

from dataclasses import dataclass
from enum import StrEnum


class Aggregation(StrEnum):
    """How the scores of what lies in a group become its own."""

    PASS_FAIL = "pass-fail"  # noqa: S105 - no password
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    AVG = "avg"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestGroup:
    """Test cases that are scored as one.

    Attributes:
        name: its path below `data/`, such as "secret/group1"; "" for the whole.
        members: cases, by their index in the problem, and groups, in the order of judging.
        max_score: the most that it gives; None if there is no bound.
        requires: names of earlier groups without which it is not judged.
    """

    __test__ = False

    name: str
    members: tuple["int | TestGroup", ...] = ()
    aggregation: Aggregation = Aggregation.SUM
    max_score: float | None = None
    requires: tuple[str, ...] = ()
