"""Which verdicts of cases break what an author expects of a graded submission."""

import pytest

from judgebox.domain.expectation import Expectation, matches

SLOW = Expectation(permitted=("AC", "TLE"), required=("TLE",))


@pytest.mark.parametrize("verdicts", [["AC", "TLE"], ["TLE"]])
def test_verdicts_that_are_permitted_with_one_that_is_required_keep_it(verdicts: list[str]) -> None:
    assert SLOW.broken_by(verdicts, is_complete=True) is None


def test_a_verdict_that_is_not_permitted_breaks_it_at_once() -> None:
    assert SLOW.broken_by(["TLE", "WA"], is_complete=False) == "permitted are AC, TLE, a case got WA"


def test_what_is_required_may_still_come_until_all_cases_are_judged() -> None:
    assert SLOW.broken_by(["AC"], is_complete=False) is None
    assert SLOW.broken_by(["AC"], is_complete=True) == "TLE is required of a case, got AC"


@pytest.mark.parametrize("verdict", ["RTE", "MLE", "SV"])
def test_our_finer_verdicts_count_as_those_of_the_format(verdict: str) -> None:
    assert Expectation(permitted=("RTE",), required=("RTE",)).broken_by([verdict], is_complete=True) is None


def test_nothing_is_expected_of_no_cases() -> None:
    assert SLOW.broken_by([], is_complete=True) is None


@pytest.mark.parametrize(
    ("pattern", "path", "is_match"),
    [
        ("secret/group1", "secret/group1/01", True),
        ("secret/group1", "secret/group10/01", False),
        ("secret/*-easy", "secret/03-easy", True),
        ("secret/*", "secret/a/b", True),
        ("*", "secret/a", True),
        ("secret*easy", "secret/easy", False),
        ("secret/{a,b}1", "secret/b1", True),
        ("secret/{a,b}1", "secret/c1", False),
        ("a.py", "axpy", False),
    ],
)
def test_a_pattern_means_a_path_or_what_lies_in_it(pattern: str, path: str, is_match: bool) -> None:
    assert matches(pattern, path) is is_match
