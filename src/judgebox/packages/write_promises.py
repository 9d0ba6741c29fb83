"""Say in the words of `submissions.yaml` what is promised of a graded submission, beyond what its folder says."""

from typing import Any

from judgebox.domain.expectation import ANY_VERDICT, FINER, Expectation
from judgebox.domain.problem import GradedSubmission
from judgebox.packages.expectation_rules import FOLDER_RULES, final_of

CODES = {"python": "python3"}


def promises_of(submission: GradedSubmission, *, scores: bool) -> dict[str, Any]:
    """Return the settings of the submission; empty if its folder says it all.

    What has no words there, such as a promise of too much output, is left to whoever compares.
    """
    said: dict[str, Any] = {}
    if submission.language is not None and submission.files:
        said["language"] = CODES.get(submission.language, submission.language)
    if submission.entry is not None:
        said["entrypoint"] = submission.entry
    folder = submission.path.split("/")[1]
    whole = next((each for each in submission.expectations if each.cases is None), None)
    if whole is None and folder not in FOLDER_RULES:
        whole = _expectation_of(submission.promised)
    if whole is not None and (folder not in FOLDER_RULES or whole != FOLDER_RULES[folder].whole):
        said |= _words_of(whole)
    if submission.promised_score is not None:
        said["score"] = _score(submission.promised_score)
    if submission.counts_for_time is not None:
        said["use_for_time_limit"] = submission.counts_for_time
    for part in submission.expectations:
        if part.cases is not None:
            said[part.cases] = _words_of(part)
    return said


def _expectation_of(promised: tuple[str, ...]) -> Expectation | None:
    """Find what to expect of the cases so that just these verdicts may be final; None if there is nothing."""
    coarse = [verdict for verdict in ANY_VERDICT if set(FINER[verdict][:1]) & set(promised)]
    failing = tuple(verdict for verdict in coarse if verdict != "AC")
    if not coarse:
        return None
    found = Expectation(
        permitted=tuple(verdict for verdict in ANY_VERDICT if verdict in coarse or verdict == "AC"),
        required=tuple(coarse) if "AC" in coarse else failing,
    )
    return found if final_of(found, scores=False) == set(coarse) else None


def _words_of(expectation: Expectation) -> dict[str, Any]:
    words: dict[str, Any] = {"permitted": list(expectation.permitted), "required": list(expectation.required)}
    for key in ("permitted", "required"):
        if tuple(words[key]) == ANY_VERDICT:
            del words[key]
    if expectation.score is not None:
        words["score"] = _score(expectation.score)
    return words


def _score(bounds: tuple[float, float]) -> list[float]:
    return list(bounds)
