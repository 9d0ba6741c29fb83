from dataclasses import replace

import pytest

from bulk_candidates import a_candidate
from judgebox.domain.verdict import Verdict
from judgebox.usecases.bulk import BulkOutcome, BulkTest, CodeMap, Entry, Judgement, TestResult, codes_of

VERDICTS = (Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.SKIPPED)
MIXED = Judgement(verdict=Verdict.WRONG_ANSWER, tests=tuple(TestResult(verdict=verdict) for verdict in VERDICTS))
CANDIDATE = a_candidate("", tests=(BulkTest(),) * 5)
UNKNOWN = Judgement(outcome=BulkOutcome.INFRA_ERROR)


@pytest.mark.parametrize(
    ("codes", "written"),
    [
        (CodeMap.VERL, [True, False, -3, -2, None]),
        (CodeMap.LCB, [True, -2]),
        (CodeMap.EVALPLUS, {"status": "fail", "details": [True, False, False, False]}),
        (CodeMap.OPEN_R1, {"share": 0.2, "binary": 0.0}),
    ],
)
def test_each_system_gets_its_codes(codes: CodeMap, written: object) -> None:
    assert codes_of(MIXED, CANDIDATE, codes) == written


@pytest.mark.parametrize(
    ("codes", "written"),
    [(CodeMap.VERL, [-1] * 5), (CodeMap.LCB, [-5]), (CodeMap.EVALPLUS, None), (CodeMap.OPEN_R1, None)],
)
def test_a_fault_of_ours_is_never_a_wrong_answer(codes: CodeMap, written: object) -> None:
    assert codes_of(UNKNOWN, CANDIDATE, codes) == written


def test_livecodebench_calls_a_wrong_value_false() -> None:
    assert codes_of(MIXED, replace(CANDIDATE, entry=Entry.FUNCTION), CodeMap.LCB) == [True, False]


def test_what_does_not_compile_has_the_code_for_it_everywhere_in_verl_and_once_in_livecodebench() -> None:
    failed = TestResult(verdict=Verdict.COMPILE_ERROR)
    judgement = Judgement(verdict=Verdict.COMPILE_ERROR, tests=(failed,) * 2)

    assert codes_of(judgement, CANDIDATE, CodeMap.VERL) == [-4, -4]
    assert codes_of(judgement, CANDIDATE, CodeMap.LCB) == [-4]


def test_evalplus_knows_time_outs() -> None:
    judgement = Judgement(verdict=Verdict.TIME_LIMIT, tests=(TestResult(verdict=Verdict.TIME_LIMIT),))

    assert codes_of(judgement, CANDIDATE, CodeMap.EVALPLUS) == {"status": "timeout", "details": [False]}
