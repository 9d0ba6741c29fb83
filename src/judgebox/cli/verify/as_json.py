"""Verified packages as the JSON of `judgebox verify --json`. Fields are only ever added."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePosixPath

from judgebox.cli.as_json import seconds_of
from judgebox.cli.verify.tables import note_of
from judgebox.domain.promise import broken_promise
from judgebox.domain.verdict import CaseResult, Result, Verdict
from judgebox.usecases.verify import VerifiedPackage
from judgebox.usecases.verify_submission import Verified


def package_as_json(verified: VerifiedPackage) -> dict[str, object]:
    package, times = verified.package, verified.times
    return {
        "path": str(verified.path),
        "name": package.problem.name,
        "format": package.format,
        "broken": verified.is_broken,
        "time_limit": {
            "seconds": seconds_of(package.problem.limits.time_limit),
            "inferred": package.time_is_inferred,
            "slowest_accepted": _seconds(times.accepted),
            "fastest_too_slow": _seconds(times.too_slow),
            "fastest_too_slow_is_at_least": times.too_slow_is_at_least,
        },
        "checks": [
            {"name": check.name, "soundness": check.soundness, "facts": list(check.facts)} for check in verified.checks
        ],
        "warnings": list(package.warnings),
        "submissions": [_submission_as_json(each) for each in verified.submissions],
    }


def _submission_as_json(verified: Verified) -> dict[str, object]:
    result, submission, slowest = verified.result, verified.submission, verified.slowest_case
    return {
        "path": submission.path,
        "language": verified.language,
        "promised": list(submission.promised),
        "promised_score": None if submission.promised_score is None else list(submission.promised_score),
        "verdict": None if result is None else result.verdict,
        "reason": None if result is None else result.reason,
        "score": None if result is None else result.score,
        "kept": None if verified.is_left_out else verified.is_kept,
        "broken_by": None if result is None else broken_promise(submission, result),
        "note": note_of(verified) or None,
        "seconds": seconds_of(verified.slowest),
        "slowest_case": None if slowest is None else slowest.name,
        "memory_kib": verified.memory_bytes // 1024,
        "recalled": verified.is_recalled,
        "groups": [] if result is None else _groups_as_json(result),
        "cases": [] if result is None else [_case_as_json(case) for case in result.cases],
    }


def _case_as_json(case: CaseResult) -> dict[str, object]:
    return {
        "name": case.name,
        "verdict": case.verdict,
        "reason": case.reason,
        "score": case.score,
        "seconds": seconds_of(case.cpu_time),
        "memory_kib": case.memory_bytes // 1024,
    }


def _groups_as_json(result: Result) -> list[dict[str, object]]:
    """What each folder below `data/` got: by the rules of the problem where it is a test group, else by its cases."""
    folders: dict[str, list[CaseResult]] = {}
    for case in result.cases:
        folders.setdefault(str(PurePosixPath(case.name).parent), []).append(case)
    groups = {group.name: group for group in result.groups}
    return [
        {
            "name": name,
            "verdict": groups[name].verdict if name in groups else _verdict_of(cases),
            "score": groups[name].score if name in groups else None,
            "max_score": groups[name].max_score if name in groups else None,
            "seconds": seconds_of(max(case.cpu_time for case in cases)),
            "cases": len(cases),
        }
        for name, cases in folders.items()
    ]


def _verdict_of(cases: Sequence[CaseResult]) -> Verdict:
    """The first verdict that is not "accepted"; "skipped" only if that is all there is to say."""
    judged = [case.verdict for case in cases if case.verdict is not Verdict.SKIPPED]
    failing = [verdict for verdict in judged if verdict is not Verdict.ACCEPTED]
    return (failing or judged or [Verdict.SKIPPED])[0]


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else seconds_of(duration)
