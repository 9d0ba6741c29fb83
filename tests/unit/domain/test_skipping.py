"""Which cases need not be run, and that leaving them out changes nothing."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgebox.domain.grading import judge_groups
from judgebox.domain.scoring import Aggregation, TestGroup, VerdictRule, sample_group, ungrouped
from judgebox.domain.skipping import Progress, reason_to_skip
from judgebox.domain.verdict import CaseResult, Reason
from scoring_trees import (
    AC,
    WA,
    a_group,
    a_legacy_group,
    a_result,
    a_whole,
    legacy_problems,
    modern_problems,
    results_of,
)

Problem = tuple[TestGroup, Mapping[int, CaseResult]]


def judged_in_order(root: TestGroup, results: Mapping[int, CaseResult], order: list[int]) -> dict[int, CaseResult]:
    """Run the cases in this order, without those that need not be run by then."""
    progress = Progress(root)
    run = {}
    for index in order:
        if progress.reason_to_skip(index) is None:
            run[index] = results[index]
            progress.add(results[index])
    return run


@given(problem=modern_problems() | legacy_problems(), shuffle=st.randoms(use_true_random=False))
def test_the_outcome_does_not_depend_on_the_order_of_completion(problem: Problem, shuffle: random.Random) -> None:
    root, results = problem
    order = list(results)
    shuffle.shuffle(order)

    run = judged_in_order(root, results, order)

    assert judge_groups(root, run) == judge_groups(root, results)


@given(problem=modern_problems() | legacy_problems())
def test_what_is_skipped_one_by_one_is_what_does_not_count(problem: Problem) -> None:
    root, results = problem

    run = judged_in_order(root, results, list(results))

    assert set(results) - set(run) <= set(judge_groups(root, results).skipped)


def test_a_group_that_stops_is_not_judged_after_its_first_rejected_case() -> None:
    root = a_whole(a_group("a", 0, 1, 2), a_group("b", 3))
    results = results_of(AC, WA)

    assert [reason_to_skip(root, results, index) for index in (1, 2, 3)] == [None, Reason.EARLY_STOP, None]


def test_only_results_of_earlier_cases_count() -> None:
    root = a_whole(a_group("a", 0, 1, 2))

    assert reason_to_skip(root, {2: a_result(2, WA)}, 1) is None


def test_gaps_are_no_hindrance() -> None:
    root = a_whole(a_group("a", 0, 1, 2, 3))

    assert reason_to_skip(root, {1: a_result(1, WA)}, 3) is Reason.EARLY_STOP


@pytest.mark.parametrize("failed", [0, 1])
def test_a_group_is_skipped_when_one_that_it_requires_is_not_accepted(failed: int) -> None:
    root = TestGroup(
        name="",
        members=(sample_group([0]), a_group("a", 1), a_group("b", 2, requires=("sample", "secret/a"))),
        ignores_sample=True,
    )

    assert reason_to_skip(root, {failed: a_result(failed, WA)}, 2) is Reason.DEPENDENCY


def test_a_group_is_skipped_when_one_that_it_requires_is() -> None:
    groups = a_group("a", 0), a_group("b", 1, requires=("secret/a",)), a_group("c", 2, requires=("secret/b",))

    assert reason_to_skip(a_whole(*groups), {0: a_result(0, WA)}, 2) is Reason.DEPENDENCY


def test_a_group_that_may_still_be_accepted_stops_nothing() -> None:
    any_of_two = a_legacy_group("secret/a", 0, 1, any_accepted=True, stops=False)
    root = a_legacy_group("", any_of_two, a_legacy_group("secret/b", 2))

    assert reason_to_skip(root, {1: a_result(1, WA)}, 2) is None
    assert reason_to_skip(root, {0: a_result(0, WA), 1: a_result(1, WA)}, 2) is Reason.EARLY_STOP


def test_a_rejected_sample_that_is_ignored_stops_nothing() -> None:
    root = a_legacy_group("", a_legacy_group("sample", 0), a_legacy_group("secret", 1), ignores_sample=True)

    assert reason_to_skip(root, results_of(WA), 1) is None


def test_a_group_that_the_authors_grader_judges_stops_nothing_by_itself() -> None:
    graded = a_legacy_group("secret/a", 0, grader_arguments=())
    root = a_legacy_group("", graded, a_legacy_group("secret/b", 1))

    assert reason_to_skip(root, results_of(WA), 1) is None


def test_points_that_a_case_may_still_give_are_not_skipped() -> None:
    root = a_whole(a_group("a", 0, 1, aggregation=Aggregation.SUM, stops=False))

    assert reason_to_skip(root, results_of(WA), 1) is None


def test_without_groups_the_first_failing_case_ends_the_judging() -> None:
    root = ungrouped([True, False, False], scores=False)

    assert root.verdict_rule is VerdictRule.FIRST_ERROR
    assert reason_to_skip(root, results_of(WA), 1) is Reason.EARLY_STOP


def test_many_cases_take_no_time_to_speak_of() -> None:
    progress = Progress(ungrouped([False] * 10_000, scores=True))

    for index in range(10_000):
        assert progress.reason_to_skip(index) is None
        progress.add(a_result(index, WA))
