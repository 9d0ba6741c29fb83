"""Promises: what a package's author says of a graded submission, beside what came of it."""

from judgebox.domain.expectation import Expectation
from judgebox.domain.problem import GradedSubmission
from judgebox.domain.verdict import Result, Verdict

NOT_ABOUT_THE_PROGRAM = frozenset({Verdict.JUDGE_ERROR, Verdict.MISCONFIGURED, Verdict.CANCELLED})
"""Verdicts that keep no promise, and not even that of a program of which nothing is promised."""

SCORE_TOLERANCE = 1e-6
"""Sums of fractions are not exact; no author promises millionths of points."""


def broken_promise(submission: GradedSubmission, result: Result) -> str | None:
    """Say how a judgement breaks what was promised; None if it keeps it."""
    if result.verdict in NOT_ABOUT_THE_PROGRAM:
        return result.detail or "it could not be judged"
    keeps = result.verdict in submission.promised or _is_right_for_fewer_points(submission, result)
    if submission.promised and not keeps:
        return f"promised {' or '.join(submission.promised)}, got {result.verdict}"
    if submission.promised_score is not None and not _is_within(result.score, submission.promised_score):
        least, most = submission.promised_score
        promised = f"{least:g}" if least == most else f"{least:g} to {most:g}"
        return f"promised {promised} points, got {_points(result.score)}"
    return next(filter(None, (_broken_expectation(each, result) for each in submission.expectations)), None)


def _is_right_for_fewer_points(submission: GradedSubmission, result: Result) -> bool:
    """Whether all is right, as promised, and only the checker's points are not the most there are.

    "Accepted" is said of the cases. How many points there are at best is not even known of some problems.
    """
    is_partial = result.verdict is Verdict.PARTIALLY_ACCEPTED and Verdict.ACCEPTED in submission.promised
    return is_partial and bool(result.cases) and all(case.verdict is Verdict.ACCEPTED for case in result.cases)


def _broken_expectation(expectation: Expectation, result: Result) -> str | None:
    covered = [case for case in result.cases if expectation.covers(case.name)]
    judged = [case.verdict for case in covered if case.verdict is not Verdict.SKIPPED]
    broken = expectation.broken_by(judged, is_complete=len(judged) == len(covered))
    if broken is not None or expectation.score is None:
        return broken
    for group in result.groups:
        if expectation.is_about_score_of(group.name) and not _is_within(group.score, expectation.score):
            least, most = expectation.score
            promised = f"{least:g}" if least == most else f"{least:g} to {most:g}"
            return f"promised {promised} points in {group.name}, got {_points(group.score)}"
    return None


def _points(score: float | None) -> str:
    return "none" if score is None else f"{score:g}"


def _is_within(score: float | None, promised: tuple[float, float]) -> bool:
    least, most = promised
    return score is not None and least - SCORE_TOLERANCE <= score <= most + SCORE_TOLERANCE
