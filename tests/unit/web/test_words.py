import re
import signal
from pathlib import Path

from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict
from judgebox.web import words
from judgebox.web.rendering import TEMPLATES


def a_case(verdict: Verdict, reason: Reason, **facts: int) -> CaseResult:
    return CaseResult(index=0, name="secret/1", visible=False, verdict=verdict, reason=reason, **facts)  # type: ignore[arg-type]


def test_every_verdict_and_reason_has_words() -> None:
    assert set(words.VERDICTS) == set(Verdict)
    assert set(words.REASONS) == set(Reason)


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([a-z]+)"', Path(TEMPLATES / "icons.html").read_text(encoding="utf-8")))

    assert {entry.icon for entry in words.VERDICTS.values()} | {entry.icon for entry in words.STATES.values()} <= drawn


def test_a_signal_is_told_by_name_and_meaning() -> None:
    case = a_case(Verdict.RUNTIME_ERROR, Reason.SIGNAL, signal=signal.SIGSEGV)

    assert words.reason_of_case(case).startswith("it was ended by SIGSEGV: it touched memory")


def test_an_exit_code_is_told() -> None:
    assert words.reason_of_case(a_case(Verdict.RUNTIME_ERROR, Reason.EXIT, exit_code=3)) == "it ended with exit code 3"


def test_a_result_is_explained_by_its_first_failing_case() -> None:
    case = a_case(Verdict.RUNTIME_ERROR, Reason.EXIT, exit_code=3)
    result = Result(verdict=Verdict.RUNTIME_ERROR, reason=Reason.EXIT, cases=(case,))

    assert words.reason_of_result(result) == "it ended with exit code 3"


def test_a_result_without_cases_is_explained_by_its_own_reason() -> None:
    assert words.reason_of_result(Result(verdict=Verdict.COMPILE_ERROR, reason=Reason.COMPILER)) == (
        "the compiler reported errors"
    )
