import re
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from judgebox.domain.verdict import CaseResult, Doubt, Reason, Result, TimedRun, Timing, Verdict
from judgebox.web import words
from judgebox.web.rendering import TEMPLATES


def a_case(verdict: Verdict, reason: Reason, **facts: int) -> CaseResult:
    return CaseResult(index=0, name="secret/1", visible=False, verdict=verdict, reason=reason, **facts)  # type: ignore[arg-type]


def test_every_verdict_and_reason_has_words() -> None:
    assert set(words.VERDICTS) == set(Verdict)
    assert set(words.REASONS) == set(Reason)
    assert set(words.DOUBTS) == set(Doubt)


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([a-z]+)"', Path(TEMPLATES / "icons.html").read_text(encoding="utf-8")))

    assert {entry.icon for entry in words.VERDICTS.values()} | {entry.icon for entry in words.STATES.values()} <= drawn


def test_a_signal_is_told_by_name_and_meaning() -> None:
    case = a_case(Verdict.RUNTIME_ERROR, Reason.SIGNAL, signal=signal.SIGSEGV)

    assert words.reason_of_case(case).startswith("it was ended by SIGSEGV: it touched memory")


def test_an_exit_code_is_told() -> None:
    assert words.reason_of_case(a_case(Verdict.RUNTIME_ERROR, Reason.EXIT, exit_code=3)) == "it ended with exit code 3"


def test_further_runs_are_told_with_their_reason_and_times() -> None:
    times = [timedelta(seconds=1.04), timedelta(seconds=0.97)]
    runs = tuple(
        TimedRun(cpu_time=each, wall_time=each, involuntary_switches=0, is_alone=at > 0)
        for at, each in enumerate(times)
    )
    case = a_case(Verdict.TIME_LIMIT, Reason.CPU)

    assert words.reruns_of_case(replace(case, timing=Timing(doubt=Doubt.NEAR_LIMIT, runs=runs))) == (
        "run 2 times, since its time was very near the limit: 1.040 s, 0.970 s of CPU time"
    )
    assert words.reruns_of_case(replace(case, timing=Timing(doubt=Doubt.NEAR_LIMIT, runs=runs[:1]))) == ""
    assert words.reruns_of_case(case) == ""


def test_the_browser_has_words_for_every_code() -> None:
    told = words.words_for_islands()

    assert set(told["verdicts"]) == set(Verdict)
    assert set(told["reasons"]) == set(Reason)
    assert set(told["doubts"]) == set(Doubt)


def test_a_result_is_explained_by_its_first_failing_case() -> None:
    case = a_case(Verdict.RUNTIME_ERROR, Reason.EXIT, exit_code=3)
    result = Result(verdict=Verdict.RUNTIME_ERROR, reason=Reason.EXIT, cases=(case,))

    assert words.reason_of_result(result) == "it ended with exit code 3"


def test_a_result_without_cases_is_explained_by_its_own_reason() -> None:
    assert words.reason_of_result(Result(verdict=Verdict.COMPILE_ERROR, reason=Reason.COMPILER)) == (
        "the compiler reported errors"
    )
