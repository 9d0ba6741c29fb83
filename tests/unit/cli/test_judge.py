from datetime import timedelta

import pytest

from judgebox.cli.as_json import result_as_json
from judgebox.cli.judge import print_result
from judgebox.cli.terminal import open_console
from judgebox.domain.verdict import CaseResult, Doubt, GroupResult, Reason, Result, TimedRun, Timing, Verdict


def a_result(*cpu_times: float) -> Result:
    """A result of which the second case took these times, one a run."""
    times = [timedelta(seconds=seconds) for seconds in cpu_times]
    runs = tuple(TimedRun(cpu_time=time, wall_time=time, involuntary_switches=12, is_alone=False) for time in times)
    cases = (
        CaseResult(index=0, name="secret/1", visible=False, verdict=Verdict.ACCEPTED, cpu_time=timedelta(seconds=0.5)),
        CaseResult(
            index=1,
            name="secret/2",
            visible=False,
            verdict=Verdict.TIME_LIMIT,
            reason=Reason.CPU,
            cpu_time=min(times),
            timing=Timing(doubt=Doubt.NEAR_LIMIT, runs=runs),
        ),
        CaseResult(index=2, name="secret/3", visible=False, verdict=Verdict.SKIPPED, reason=Reason.EARLY_STOP),
    )
    return Result(verdict=Verdict.TIME_LIMIT, reason=Reason.CPU, cases=cases)


def test_a_case_that_was_run_again_is_marked_with_the_time_of_each_run(capsys: pytest.CaptureFixture[str]) -> None:
    print_result(open_console(), a_result(1.04, 1.02, 1.031))

    rows = [line.rstrip() for line in capsys.readouterr().out.splitlines() if "secret/" in line][:3]
    assert [row.endswith("re-run 2x: 1.040 s, 1.020 s, 1.031 s") for row in rows] == [False, True, False]


def test_where_no_case_was_run_again_there_is_no_column_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_result(open_console(), a_result(1.5))

    assert "note" not in capsys.readouterr().out


def test_the_json_has_the_evidence_on_time() -> None:
    cases = result_as_json(a_result(1.04, 1.02))["cases"]

    assert isinstance(cases, list)
    assert cases[0]["timing"] is None
    assert cases[1]["timing"] == {
        "doubt": "near_limit",
        "runs": [
            {"cpu_time_s": 1.04, "wall_time_s": 1.04, "involuntary_switches": 12, "alone": False},
            {"cpu_time_s": 1.02, "wall_time_s": 1.02, "involuntary_switches": 12, "alone": False},
        ],
    }


def test_points_are_told_for_each_test_group(capsys: pytest.CaptureFixture[str]) -> None:
    group = GroupResult(name="secret/a", verdict=Verdict.ACCEPTED, score=40, max_score=40, accepted=3, cases=3)
    result = Result(verdict=Verdict.PARTIALLY_ACCEPTED, score=40, max_score=100, groups=(group,))

    print_result(open_console(), result)

    printed = capsys.readouterr().out
    assert "40 of 40" in printed
    assert "3 of 3" in printed
    assert "40 of 100 points" in printed
    assert result_as_json(result)["groups"] == [
        {
            "name": "secret/a",
            "verdict": "AC",
            "reason": None,
            "score": 40,
            "max_score": 40,
            "accepted": 3,
            "cases": 3,
        }
    ]
