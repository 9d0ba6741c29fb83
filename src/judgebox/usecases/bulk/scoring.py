"""From tests to a score, and which tests are still worth running."""

from collections.abc import Mapping, Sequence

from judgebox.domain.verdict import Verdict
from judgebox.usecases.bulk.candidate import BulkTest, Scoring, Stop
from judgebox.usecases.bulk.judgement import TestResult

WEIGHT_OF_SHARE = 0.1
"""What the share of tests passed adds to a weighted sum. Source: open-r1, `cf_scoring.py`."""


def may_run(tests: Sequence[BulkTest], stop: Stop, results: Mapping[int, TestResult], index: int) -> bool:
    """Say whether a test is still worth running, given the results of those before it."""
    failed = [other for other, result in results.items() if result.verdict is not Verdict.ACCEPTED and other < index]
    match stop:
        case Stop.NEVER:
            return True
        case Stop.FIRST_FAILURE:
            return not failed
        case Stop.GROUP:
            return all(tests[other].group == tests[index].group for other in failed)


def score_of(tests: Sequence[BulkTest], scoring: Scoring, results: Sequence[TestResult]) -> float:
    """The score of a candidate with at least one test."""
    passed = [result.verdict is Verdict.ACCEPTED for result in results]
    share = sum(passed) / len(passed)
    match scoring:
        case Scoring.PASS_FAIL:
            return float(all(passed))
        case Scoring.FRACTION:
            return share
        case Scoring.WEIGHTED_SUM:
            return all(passed) + WEIGHT_OF_SHARE * share
        case Scoring.SUBTASK_MIN:
            return _score_of_groups(tests, passed)


def _score_of_groups(tests: Sequence[BulkTest], passed: Sequence[bool]) -> float:
    weights: dict[str, float] = {}
    failed: set[str] = set()
    for test, is_passed in zip(tests, passed, strict=True):
        weights[test.group] = max(test.weight, weights.get(test.group, 0.0))
        if not is_passed:
            failed.add(test.group)
    whole = sum(weights.values())
    return sum(weight for group, weight in weights.items() if group not in failed) / whole if whole else 0.0


def pass_at_k(samples: int, accepted: int, k: int) -> float:
    """The chance that of `k` of the samples at least one is accepted: without bias for every k up to their number.

    Source: Chen et al., "Evaluating Large Language Models Trained on Code", 2021, equation 1.
    """
    if samples - accepted < k:
        return 1.0
    none = 1.0
    for number in range(samples - accepted + 1, samples + 1):
        none *= 1.0 - k / number
    return 1.0 - none
