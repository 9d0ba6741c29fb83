"""The file of results: a line of JSON for each candidate, appended as it is judged, so that a second run goes on.

What holds at every moment: each line but the last is whole. A last one that a crash has cut off is removed before
anything is appended. Of two lines with one id the later one counts.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from judgebox.cli.status import UsageError
from judgebox.domain.verdict import Verdict
from judgebox.usecases.bulk import BulkOutcome, Candidate, CodeMap, Judgement, TestResult, codes_of

REDONE = frozenset({BulkOutcome.INFRA_ERROR})
"""What a second run tries again."""


class Detail(StrEnum):
    """How much a result says of its tests: nothing, figures, or also what they printed."""

    SUMMARY = "summary"
    PER_TEST = "per_test"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the summary needs of a result.

    Attributes:
        key: what decided on it; a candidate with another key is judged, though it has the same id.
    """

    key: str
    outcome: str
    verdict: str | None
    task: str | None
    reward: float | None


@dataclass(slots=True)
class ResultFile:
    """Results that are there, and those to come.

    Attributes:
        kept: results by id.
    """

    stream: IO[bytes]
    kept: dict[str, Kept] = field(default_factory=dict)

    def has(self, name: str, key: str) -> bool:
        """Say whether a candidate need not be judged again."""
        known = self.kept.get(name)
        return known is not None and known.key == key and known.outcome not in REDONE

    def add(self, record: dict[str, Any]) -> None:
        """Append a result, so that it is there whatever happens next to us."""
        self.stream.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
        self.stream.flush()
        self.kept[record["custom_id"]] = _kept(record)


@contextmanager
def open_results(path: Path, *, fresh: bool) -> Iterator[ResultFile]:
    """Open a file of results, or make it.

    Args:
        fresh: forget what is there.

    Raises:
        UsageError: another run writes to it, or it holds something else.
    """
    try:
        stream = path.open("a+b")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(f"{path} is written by another run") from error
        if fresh:
            stream.truncate(0)
        yield ResultFile(stream=stream, kept=_read(stream, path))


def _read(stream: IO[bytes], path: Path) -> dict[str, Kept]:
    kept: dict[str, Kept] = {}
    stream.seek(0)
    whole_bytes = 0
    for number, line in enumerate(stream, start=1):
        if not line.endswith(b"\n"):
            stream.truncate(whole_bytes)
            break
        whole_bytes += len(line)
        try:
            record = json.loads(line)
            kept[record["custom_id"]] = _kept(record)
        except (ValueError, LookupError, TypeError) as error:
            raise UsageError(f"{path}, line {number} is no result of a batch; name another file with --out") from error
    return kept


def _kept(record: dict[str, Any]) -> Kept:
    return Kept(
        key=record["key"],
        outcome=record["outcome"],
        verdict=record["verdict"],
        task=record["task_id"],
        reward=record["reward"],
    )


# --- Records -------------------------------------------------------------------------------------


def record_of(
    candidate: Candidate, judgement: Judgement, *, same_as: str | None, detail: Detail, codes: CodeMap | None
) -> dict[str, Any]:
    """Write a judgement as a line of the file."""
    is_judged = judgement.outcome is BulkOutcome.JUDGED
    record: dict[str, Any] = {
        "custom_id": candidate.id,
        "task_id": candidate.task,
        "key": candidate.key,
        "outcome": judgement.outcome,
        "verdict": judgement.verdict,
        "reason": judgement.reason,
        "score": judgement.score,
        "reward": judgement.score if is_judged else None,
        "passed": judgement.passed if is_judged else None,
        "total": len(judgement.tests) if is_judged else len(candidate.tests),
        "cpu_ms": milliseconds(judgement.cpu_time),
        "wall_ms": milliseconds(judgement.wall_time),
        "mem_kb": judgement.memory_bytes // 1024,
        "compile": {
            "ok": is_judged and judgement.verdict is not Verdict.COMPILE_ERROR,
            "log": judgement.compile_output,
        },
        "source_lines": None if candidate.source is None else candidate.source.count("\n") + 1,
        "message": judgement.message,
        "same_as": same_as,
        "tier": judgement.tier,
    }
    if detail is not Detail.SUMMARY:
        record["tests"] = [_test(test, detail) for test in judgement.tests]
    if codes is not None:
        record["codes"] = codes_of(judgement, candidate, codes)
    return record


def _test(test: TestResult, detail: Detail) -> dict[str, Any]:
    record: dict[str, Any] = {
        "verdict": test.verdict,
        "reason": test.reason,
        "cpu_ms": milliseconds(test.cpu_time),
        "wall_ms": milliseconds(test.wall_time),
        "mem_kb": test.memory_bytes // 1024,
    }
    for name in ("exit_code", "signal", "message"):
        if getattr(test, name) is not None:
            record[name] = getattr(test, name)
    return record | {"stdout": test.output, "stderr": test.error} if detail is Detail.FULL else record


def milliseconds(duration: timedelta) -> float:
    return round(duration.total_seconds() * 1000, 3)


def invalid_record(name: str, key: str, line: int, message: str) -> dict[str, Any]:
    """Write down that a line means no candidate."""
    return {
        "custom_id": name,
        "task_id": None,
        "key": key,
        "outcome": BulkOutcome.INVALID,
        "verdict": None,
        "reward": None,
        "line": line,
        "message": message,
    }
