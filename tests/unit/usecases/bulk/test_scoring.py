from itertools import combinations
from math import comb

import pytest

from judgebox.domain.verdict import Verdict
from judgebox.usecases.bulk import BulkTest, Scoring, Stop, TestResult, pass_at_k
from judgebox.usecases.bulk.scoring import may_run, score_of

PASSED = TestResult(verdict=Verdict.ACCEPTED)
FAILED = TestResult(verdict=Verdict.WRONG_ANSWER)
TESTS = (BulkTest(group="a", weight=3), BulkTest(group="a", weight=3), BulkTest(group="b"))


@pytest.mark.parametrize(
    ("scoring", "score"),
    [
        (Scoring.PASS_FAIL, 0.0),
        (Scoring.FRACTION, 2 / 3),
        (Scoring.WEIGHTED_SUM, 2 / 30),
        (Scoring.SUBTASK_MIN, 0.75),
    ],
)
def test_each_way_of_scoring(scoring: Scoring, score: float) -> None:
    assert score_of(TESTS, scoring, (PASSED, PASSED, FAILED)) == pytest.approx(score)


def test_a_weighted_sum_of_all_is_more_than_one() -> None:
    assert score_of(TESTS, Scoring.WEIGHTED_SUM, (PASSED,) * 3) == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("stop", "runs"),
    [(Stop.NEVER, [True, True]), (Stop.FIRST_FAILURE, [False, False]), (Stop.GROUP, [True, False])],
)
def test_where_judging_may_stop_after_the_first_test_failed(stop: Stop, runs: list[bool]) -> None:
    assert [may_run(TESTS, stop, {0: FAILED}, index) for index in (1, 2)] == runs


@pytest.mark.parametrize(("samples", "accepted"), [(5, 0), (5, 2), (5, 5), (10, 1)])
@pytest.mark.parametrize("k", [1, 3, 5])
def test_pass_at_k_is_the_share_of_choices_of_k_with_an_accepted_one(samples: int, accepted: int, k: int) -> None:
    good = sum(min(chosen) < accepted for chosen in combinations(range(samples), k))

    assert pass_at_k(samples, accepted, k) == pytest.approx(good / comb(samples, k))
