"""Judgements as the JSON that `--json` prints. Field names are those of the API."""

from datetime import timedelta

from judgebox.domain.run import Outcome
from judgebox.domain.verdict import CaseResult, GroupResult, Reason, Result, Timing, Verdict


def seconds_of(duration: timedelta) -> float:
    return round(duration.total_seconds(), 6)


def result_as_json(result: Result) -> dict[str, object]:
    """The judgement of a submission with all its cases."""
    return {
        "verdict": result.verdict,
        "reason": result.reason,
        "score": result.score,
        "max_score": result.max_score,
        "cpu_time_s": seconds_of(result.cpu_time),
        "memory_kib": result.memory_bytes // 1024,
        "compile_output": result.compile_output,
        "detail": result.detail,
        "tier": result.tier,
        "groups": [_group_as_json(group) for group in result.groups],
        "cases": [_case_as_json(case) for case in result.cases],
    }


def _group_as_json(group: GroupResult) -> dict[str, object]:
    return {
        "name": group.name,
        "verdict": group.verdict,
        "reason": group.reason,
        "score": group.score,
        "max_score": group.max_score,
        "accepted": group.accepted,
        "cases": group.cases,
    }


def _case_as_json(case: CaseResult) -> dict[str, object]:
    return {
        "index": case.index,
        "name": case.name,
        "visible": case.visible,
        "verdict": case.verdict,
        "reason": case.reason,
        "cpu_time_s": seconds_of(case.cpu_time),
        "wall_time_s": seconds_of(case.wall_time),
        "memory_kib": case.memory_bytes // 1024,
        "exit_code": case.exit_code,
        "signal": case.signal,
        "message": case.message,
        "input": case.input,
        "answer": case.answer,
        "output": case.output,
        "error": case.error,
        "timing": None if case.timing is None else _timing_as_json(case.timing),
    }


def _timing_as_json(timing: Timing) -> dict[str, object]:
    runs = [
        {
            "cpu_time_s": seconds_of(run.cpu_time),
            "wall_time_s": seconds_of(run.wall_time),
            "involuntary_switches": run.involuntary_switches,
            "alone": run.is_alone,
        }
        for run in timing.runs
    ]
    return {"doubt": timing.doubt, "runs": runs}


def run_as_json(verdict: Verdict, reason: Reason | None, outcome: Outcome) -> dict[str, object]:
    """One run; bytes of its two streams that are not UTF-8 are replaced."""
    return {
        "verdict": verdict,
        "reason": reason,
        "exit_code": outcome.exit_code,
        "signal": outcome.signal,
        "cpu_time_s": seconds_of(outcome.usage.cpu_time),
        "wall_time_s": seconds_of(outcome.usage.wall_time),
        "memory_kib": outcome.usage.memory_bytes // 1024,
        "output": outcome.output.decode(errors="replace"),
        "error": outcome.error.decode(errors="replace"),
    }


def compile_error_as_json(reason: Reason, compiler_output: str) -> dict[str, object]:
    """A run that did not happen, because compiling failed: `error` is what the compiler printed."""
    return {
        "verdict": Verdict.COMPILE_ERROR,
        "reason": reason,
        "exit_code": None,
        "signal": None,
        "cpu_time_s": 0.0,
        "wall_time_s": 0.0,
        "memory_kib": 0,
        "output": "",
        "error": compiler_output,
    }
