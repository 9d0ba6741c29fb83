import pytest

from judgebox.domain.problem import GradedSubmission
from judgebox.domain.promise import broken_promise
from judgebox.domain.verdict import Result, Verdict


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
