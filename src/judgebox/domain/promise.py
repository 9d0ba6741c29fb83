"""Promises: what a package's author says of a graded submission, beside what came of it."""

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
    if submission.promised and result.verdict not in submission.promised:
        return f"promised {' or '.join(submission.promised)}, got {result.verdict}"
    if submission.promised_score is not None and not _is_within(result.score, submission.promised_score):
        least, most = submission.promised_score
        promised = f"{least:g}" if least == most else f"{least:g} to {most:g}"
        got = "none" if result.score is None else f"{result.score:g}"
        return f"promised {promised} points, got {got}"
    return None


def _is_within(score: float | None, promised: tuple[float, float]) -> bool:
    least, most = promised
    return score is not None and least - SCORE_TOLERANCE <= score <= most + SCORE_TOLERANCE
