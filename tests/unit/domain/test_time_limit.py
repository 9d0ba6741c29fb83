from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgebox.domain.problem import GradedSubmission, TimeRule
from judgebox.domain.time_limit import Bound, SlowestTimes, bound_of, faults_of_limit, infer_time_limit


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def a_submission(folder: str, *promised: str, counts: bool | None = None) -> GradedSubmission:
    path = f"submissions/{folder}/a.py"
    return GradedSubmission(path=path, source=b"", promised=promised, counts_for_time=counts)


@pytest.mark.parametrize(
    ("slowest", "rule", "limit"),
    [
        (s(0.4), TimeRule(), s(1)),
        (s(0.5), TimeRule(), s(1)),
        (s(0.500001), TimeRule(), s(2)),
        (s(0), TimeRule(), s(1)),
        (s(0.3), TimeRule(ac_to_limit=5), s(2)),
        (s(0.31), TimeRule(resolution=s(0.1)), s(0.7)),
        (s(0.1), TimeRule(ac_to_limit=1.1, resolution=s(0.01)), s(0.11)),
        (s(100), TimeRule(), s(200)),
    ],
)
def test_a_limit_is_the_smallest_multiple_that_leaves_accepted_ones_their_margin(
    slowest: timedelta, rule: TimeRule, limit: timedelta
) -> None:
    assert infer_time_limit(rule, slowest) == limit


@given(
    slowest=st.integers(0, 10**8),
    factor=st.sampled_from([1.0, 1.5, 2.0, 3.3, 5.0]),
    resolution=st.integers(1, 10**7),
)
def test_an_inferred_limit_keeps_the_rule_and_no_smaller_multiple_does(
    slowest: int, factor: float, resolution: int
) -> None:
    rule = TimeRule(ac_to_limit=factor, resolution=timedelta(microseconds=resolution))

    limit = infer_time_limit(rule, timedelta(microseconds=slowest)) // timedelta(microseconds=1)

    assert limit % resolution == 0
    assert limit >= slowest * factor - 0.001
    assert limit == resolution or limit - resolution < slowest * factor


@pytest.mark.parametrize(
    ("submission", "bound"),
    [
        (a_submission("accepted", "AC"), Bound.LOWER),
        (a_submission("partially_accepted", "PA"), None),
        (a_submission("wrong_answer", "WA"), None),
        (a_submission("time_limit_exceeded", "TLE"), Bound.UPPER),
        (a_submission("time_limit_exceeded", "WA", "TLE"), Bound.UPPER),
        (a_submission("mixed", "TLE"), Bound.UPPER),
        (a_submission("mixed", "AC", "TLE"), None),
        (a_submission("brute_force", "TLE", "RTE"), None),
        (a_submission("accepted", "AC", counts=False), None),
        (a_submission("drafts"), None),
    ],
)
def test_what_is_accepted_bounds_the_limit_from_below_and_what_is_too_slow_from_above(
    submission: GradedSubmission, bound: Bound | None
) -> None:
    assert bound_of(submission) is bound


def test_a_limit_too_near_the_slowest_accepted_one_is_told_with_its_factor() -> None:
    (fault,) = faults_of_limit(s(1), TimeRule(), SlowestTimes(accepted=s(0.8), too_slow=s(2)))

    assert "1.25 times" in fault
    assert "0.8 s" in fault


def test_a_limit_too_near_the_fastest_slow_one_is_told_with_its_factor() -> None:
    (fault,) = faults_of_limit(s(1), TimeRule(), SlowestTimes(accepted=s(0.1), too_slow=s(1.2)))

    assert "1.20 times" in fault


def test_what_was_ended_before_it_was_done_is_slow_enough() -> None:
    times = SlowestTimes(accepted=s(0.1), too_slow=s(1.3), too_slow_is_at_least=True)

    assert list(faults_of_limit(s(1), TimeRule(), times)) == []


def test_without_submissions_a_limit_has_no_fault() -> None:
    assert list(faults_of_limit(s(1), TimeRule(), SlowestTimes())) == []
