from dataclasses import replace

import pytest

from judgebox.domain.expectation import Expectation
from judgebox.domain.problem import GradedSubmission
from judgebox.domain.promise import broken_promise
from judgebox.domain.verdict import CaseResult, GroupResult, Result, Verdict


def a_submission(*promised: str, score: tuple[float, float] | None = None) -> GradedSubmission:
    return GradedSubmission(path="submissions/mixed/a.py", source=b"", promised=promised, promised_score=score)


@pytest.mark.parametrize("verdict", [Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT])
def test_any_of_the_verdicts_keeps_a_promise(verdict: Verdict) -> None:
    assert broken_promise(a_submission("WA", "TLE"), Result(verdict=verdict)) is None


def test_another_verdict_breaks_a_promise_and_both_are_told() -> None:
    assert broken_promise(a_submission("AC"), Result(verdict=Verdict.WRONG_ANSWER)) == "promised AC, got WA"


@pytest.mark.parametrize("verdict", [Verdict.JUDGE_ERROR, Verdict.MISCONFIGURED])
def test_what_says_nothing_about_the_program_breaks_even_an_empty_promise(verdict: Verdict) -> None:
    assert broken_promise(a_submission(), Result(verdict=verdict, detail="the validator crashed")) == (
        "the validator crashed"
    )


@pytest.mark.parametrize("score", [20.0, 20.0000001, 35.5, 40.0])
def test_a_score_within_the_promised_range_keeps_it(score: float) -> None:
    promised = a_submission("PA", score=(20, 40))

    assert broken_promise(promised, Result(verdict=Verdict.PARTIALLY_ACCEPTED, score=score)) is None


@pytest.mark.parametrize(("score", "told"), [(19.0, "got 19"), (None, "got none"), (41.0, "got 41")])
def test_a_score_outside_of_the_promised_range_breaks_it(score: float | None, told: str) -> None:
    promised = a_submission("PA", score=(20, 40))

    broken = broken_promise(promised, Result(verdict=Verdict.PARTIALLY_ACCEPTED, score=score))

    assert broken == f"promised 20 to 40 points, {told}"


def a_case(index: int, name: str, verdict: Verdict) -> CaseResult:
    return CaseResult(index=index, name=name, visible=False, verdict=verdict)


def test_a_group_that_is_to_be_solved_breaks_a_promise_when_it_is_not() -> None:
    submission = replace(a_submission("WA"), expectations=(Expectation(cases="secret/a", permitted=("AC",)),))
    cases = (a_case(0, "secret/a/1", Verdict.WRONG_ANSWER), a_case(1, "secret/b/1", Verdict.SKIPPED))

    broken = broken_promise(submission, Result(verdict=Verdict.WRONG_ANSWER, cases=cases))

    assert broken == "permitted are AC in secret/a, a case got WA"


def test_cases_that_were_not_judged_break_nothing() -> None:
    submission = replace(a_submission("WA"), expectations=(Expectation(required=("TLE",)),))
    cases = (a_case(0, "secret/1", Verdict.WRONG_ANSWER), a_case(1, "secret/2", Verdict.SKIPPED))

    assert broken_promise(submission, Result(verdict=Verdict.WRONG_ANSWER, cases=cases)) is None


def test_the_score_of_a_group_is_promised_too() -> None:
    submission = replace(a_submission("PA"), expectations=(Expectation(cases="secret/a", score=(30, 30)),))
    groups = (
        GroupResult(name="secret/a", verdict=Verdict.PARTIALLY_ACCEPTED, score=20),
        GroupResult(name="secret/a/inner", verdict=Verdict.ACCEPTED, score=20),
    )

    broken = broken_promise(submission, Result(verdict=Verdict.PARTIALLY_ACCEPTED, groups=groups))

    assert broken == "promised 30 points in secret/a, got 20"


def test_who_is_right_in_all_cases_for_fewer_points_is_accepted_as_promised() -> None:
    right, wrong = a_case(0, "secret/a", Verdict.ACCEPTED), a_case(1, "secret/b", Verdict.WRONG_ANSWER)
    partial = Result(verdict=Verdict.PARTIALLY_ACCEPTED, score=7, cases=(right,))

    assert broken_promise(a_submission("AC"), partial) is None
    assert broken_promise(a_submission("WA"), partial) == "promised WA, got PA"
    assert broken_promise(a_submission("AC"), replace(partial, cases=(right, wrong))) == "promised AC, got PA"
