"""Judge candidates of which a function is called: many tests in a process, the values compared outside."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from judgebox.domain.run import Outcome
from judgebox.domain.verdict import Reason, Verdict, verdict_of_run
from judgebox.ports import Box
from judgebox.usecases.bulk.candidate import BulkTest, Candidate
from judgebox.usecases.bulk.drivers.bundle import program_of
from judgebox.usecases.bulk.drivers.loading import SOURCE
from judgebox.usecases.bulk.drivers.values import encode
from judgebox.usecases.bulk.judgement import SKIPPED, Judgement, TestResult, result_of
from judgebox.usecases.bulk.loading import NotLoadedError, not_loaded
from judgebox.usecases.bulk.running import RESULTS, Bench, command_of, judge_in_batches
from judgebox.usecases.bulk.scoring import may_run
from judgebox.usecases.bulk.values import read_value, shown
from judgebox.usecases.judging.assignment import ending_in_words


async def judge_function(candidate: Candidate, bench: Bench) -> Judgement:
    """Call a function for each test.

    Raises:
        SandboxError: nothing is known about the candidate.
    """
    assert candidate.source is not None
    tests = candidate.tests
    async with bench.box(candidate) as box:
        driver = program_of("values", "loading", "function")
        await box.put({candidate.language.source: driver, SOURCE: candidate.source.encode()})
        await box.freeze()
        is_worth = partial(may_run, tests, candidate.stop)
        try:
            results = await judge_in_batches(len(tests), is_worth, partial(_run, candidate, bench, box))
        except NotLoadedError as error:
            return error.judgement(len(tests))
    return Judgement(tests=tuple(results.get(index, SKIPPED) for index in range(len(tests))))


async def _run(candidate: Candidate, bench: Bench, box: Box, numbers: range) -> list[TestResult]:
    tests = [candidate.tests[number] for number in numbers]
    command = replace(command_of(candidate, outputs=(RESULTS,)), stdin=_work(candidate, tests))
    outcome = await bench.run(box, command, may_repeat=lambda outcome: not outcome.outputs.get(RESULTS))
    records = list(_records(outcome.outputs.get(RESULTS, b"")))
    if records and "load" in records[0]:
        raise not_loaded(records[0])
    ended = verdict_of_run(outcome, command.limits)
    if len(tests) == 1:
        return [_result(candidate, tests[0], outcome, records[0] if records else None, ended)]
    if ended is not None and ended[1] is Reason.MEMORY_PEAK:  # of which test, who knows
        return []
    results = []
    for test, record in zip(tests, records, strict=False):
        measured = _Measured.of(record, outcome)
        if measured.cpu_time > command.limits.cpu_time:
            break
        results.append(_with_figures(_result(candidate, test, outcome, record, None), measured))
    return results


def _work(candidate: Candidate, tests: list[BulkTest]) -> bytes:
    calls = [{"args": encode(list(test.args), _refuse), "kwargs": encode(test.kwargs, _refuse)} for test in tests]
    return json.dumps({"name": candidate.function, "calls": calls}).encode()


def _refuse(value: object) -> object:
    raise TypeError(f"{type(value).__name__} is no value of JSON")


def _records(content: bytes) -> Iterator[dict[str, Any]]:
    """Read the lines that the driver wrote, or whoever else did, up to one that is cut off or makes no sense."""
    lines = content.split(b"\n")
    for line in lines[:-1]:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return
        if not isinstance(record, dict):
            return
        yield record


def _result(
    candidate: Candidate,
    test: BulkTest,
    outcome: Outcome,
    record: dict[str, Any] | None,
    ended: tuple[Verdict, Reason] | None,
) -> TestResult:
    """Judge a test; how the process ended matters less once it has answered."""
    limits = command_of(candidate).limits
    if ended is not None and (record is None or ended[0] is not Verdict.RUNTIME_ERROR):
        return result_of(outcome, ended[0], ended[1], ending_in_words(outcome, limits))
    if record is None:
        return result_of(outcome, Verdict.RUNTIME_ERROR, Reason.EXIT, "ended before it answered")
    if "error" in record:
        message = f"{record['error']}: {record.get('message', '')}"
        return result_of(outcome, Verdict.RUNTIME_ERROR, Reason.EXIT, message)
    try:
        value = read_value(record["value"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return result_of(outcome, Verdict.WRONG_ANSWER, Reason.MISMATCH, "the value makes no sense")
    if candidate.comparator.accepts_value(test.answer, value):
        return result_of(outcome, Verdict.ACCEPTED)
    message = f"expected {shown(test.answer)}, got {shown(value)}"
    return result_of(outcome, Verdict.WRONG_ANSWER, Reason.MISMATCH, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """What the process itself says that a test took: no more than the whole of it took."""

    cpu_time: timedelta
    wall_time: timedelta

    @classmethod
    def of(cls, record: dict[str, Any], outcome: Outcome) -> "_Measured":
        usage = outcome.usage
        return cls(
            cpu_time=min(_seconds(record.get("cpu")), usage.cpu_time),
            wall_time=min(_seconds(record.get("wall")), usage.wall_time),
        )


def _seconds(number: object) -> timedelta:
    is_fine = isinstance(number, int | float) and 0 <= number < timedelta.max.total_seconds()
    return timedelta(seconds=float(number)) if is_fine else timedelta()  # type: ignore[arg-type]


def _with_figures(result: TestResult, measured: _Measured) -> TestResult:
    """Of a process with several tests: how it ended is no matter of this one."""
    figures = replace(result, cpu_time=measured.cpu_time, wall_time=measured.wall_time)
    return replace(figures, exit_code=None, signal=None, output="", error="")
