"""Judgements in the codes of systems that people come from, so that what reads theirs reads ours.

Source: stack study 5.1.
"""

from enum import StrEnum

from judgebox.domain.verdict import Verdict
from judgebox.usecases.bulk.candidate import Candidate, Entry
from judgebox.usecases.bulk.judgement import BulkOutcome, Judgement, TestResult

BINARY_FROM = 0.99
"""open-r1 calls a share above this one a pass."""


class CodeMap(StrEnum):
    """Whose codes: verl and lcb give a list, evalplus a word and a list, open_r1 a share."""

    VERL = "verl"
    LCB = "lcb"
    EVALPLUS = "evalplus"
    OPEN_R1 = "open_r1"


def codes_of(judgement: Judgement, candidate: Candidate, codes: CodeMap) -> object:
    """Write a judgement in others' codes; None where they have none for our faults."""
    is_known = judgement.outcome is BulkOutcome.JUDGED
    match codes:
        case CodeMap.VERL:
            return _verl(judgement) if is_known else [-1] * max(len(candidate.tests), 1)
        case CodeMap.LCB:
            return _lcb(judgement, candidate) if is_known else [-5]
        case CodeMap.EVALPLUS:
            return _evalplus(judgement) if is_known else None
        case CodeMap.OPEN_R1:
            return _open_r1(judgement) if is_known else None


def _verl(judgement: Judgement) -> list[object]:
    return [_verl_code(test) for test in judgement.tests]


def _verl_code(test: TestResult) -> object:
    match test.verdict:
        case Verdict.ACCEPTED:
            return True
        case Verdict.WRONG_ANSWER:
            return False
        case Verdict.COMPILE_ERROR:
            return -4
        case Verdict.TIME_LIMIT:
            return -3
        case Verdict.SKIPPED:
            return None
        case _:
            return -2


def _lcb(judgement: Judgement, candidate: Candidate) -> list[object]:
    """One for each test up to the first that failed; of a program that doesn't compile only that one."""
    codes: list[object] = []
    for test in judgement.tests:
        codes.append(_lcb_code(test, candidate))
        if test.verdict is not Verdict.ACCEPTED:
            break
    return codes


def _lcb_code(test: TestResult, candidate: Candidate) -> object:
    match test.verdict:
        case Verdict.ACCEPTED:
            return True
        case Verdict.WRONG_ANSWER:
            return False if candidate.entry is Entry.FUNCTION else -2
        case Verdict.TIME_LIMIT:
            return -3
        case _:
            return -4


def _evalplus(judgement: Judgement) -> dict[str, object]:
    failed = next((test for test in judgement.tests if test.verdict is not Verdict.ACCEPTED), None)
    if judgement.verdict is Verdict.ACCEPTED:
        status = "pass"
    else:
        status = "timeout" if failed is not None and failed.verdict is Verdict.TIME_LIMIT else "fail"
    details = [test.verdict is Verdict.ACCEPTED for test in judgement.tests if test.verdict is not Verdict.SKIPPED]
    return {"status": status, "details": details}


def _open_r1(judgement: Judgement) -> dict[str, float]:
    share = judgement.passed / len(judgement.tests) if judgement.tests else 0.0
    return {"share": share, "binary": float(share > BINARY_FROM)}
