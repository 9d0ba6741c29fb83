"""Judge candidates by tests that are programs: the tests in one box, the candidate in another.

How it works: see `drivers/peer.py`. What counts for a test is the line that the tests' side writes; what the
candidate's side does can only make it fail.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from judgebox.domain.run import Command, Outcome
from judgebox.domain.verdict import Reason, Verdict, verdict_of_run
from judgebox.ports import Box
from judgebox.usecases.bulk.candidate import Candidate
from judgebox.usecases.bulk.drivers.bundle import program_of
from judgebox.usecases.bulk.drivers.loading import SOURCE
from judgebox.usecases.bulk.judgement import SKIPPED, Judgement, TestResult, result_of
from judgebox.usecases.bulk.loading import BrokenTestsError, NotLoadedError, not_loaded
from judgebox.usecases.bulk.running import RESULTS, Bench, command_of, judge_in_batches
from judgebox.usecases.bulk.scoring import may_run
from judgebox.usecases.judging.assignment import ending_in_words

WORK = 4
"""The descriptor from which the tests' side reads the tests."""


async def judge_by_asserts(candidate: Candidate, bench: Bench) -> Judgement:
    """Run the tests against a candidate.

    Raises:
        SandboxError: nothing is known about the candidate.
        BrokenTestsError: nor is there, and it is the tests' fault.
    """
    assert candidate.source is not None
    tests = candidate.tests
    main = candidate.language.source
    async with bench.box(candidate) as testing, bench.box(candidate) as serving:
        await testing.put({main: program_of("values", "loading", "peer", "testing")})
        await testing.freeze()
        await serving.put({main: program_of("values", "loading", "peer", "serving"), SOURCE: candidate.source.encode()})
        await serving.freeze()
        try:
            results = await judge_in_batches(
                len(tests),
                partial(may_run, tests, candidate.stop),
                partial(_run, candidate, bench, testing, serving),
            )
        except NotLoadedError as error:
            return error.judgement(len(tests))
    return Judgement(tests=tuple(results.get(index, SKIPPED) for index in range(len(tests))))


async def _run(candidate: Candidate, bench: Bench, testing: Box, serving: Box, numbers: range) -> list[TestResult]:
    command = _unhurried(command_of(candidate))
    ours = replace(command, inputs=((WORK, _work(candidate, numbers)),), outputs=(RESULTS,))
    tested, served = await bench.run_pair((testing, ours), (serving, command))
    records = list(_records(tested.outputs.get(RESULTS, b"")))
    ended = verdict_of_run(served, command.limits)
    if records and "load" in records[0]:
        if ended is not None and ended[0] is not Verdict.RUNTIME_ERROR:
            raise NotLoadedError(*ended, ending_in_words(served, command.limits))
        raise not_loaded(records[0])
    fault = next((record["fault"] for record in records if "fault" in record), None)
    if fault is not None:
        raise BrokenTestsError(str(fault))
    if len(numbers) == 1:
        return [_result(served, tested, records[0] if records else None, command)]
    if ended is not None and ended[1] is Reason.MEMORY_PEAK:  # of which test, who knows
        return []
    return [_without_ending(_result(served, tested, record, None)) for record in records]


def _unhurried(command: Command) -> Command:
    """Either side waits while the other one works, so neither is ended for being idle."""
    return replace(command, limits=replace(command.limits, idle_time=None))


def _work(candidate: Candidate, numbers: range) -> bytes:
    work = {
        "given": candidate.given,
        "entry": candidate.function,
        "setup": candidate.setup,
        "tests": [candidate.tests[number].code for number in numbers],
    }
    return json.dumps(work).encode()


def _records(content: bytes) -> Iterator[dict[str, Any]]:
    for line in content.split(b"\n")[:-1]:
        yield json.loads(line)


def _result(served: Outcome, tested: Outcome, record: dict[str, Any] | None, command: Command | None) -> TestResult:
    """Judge a test.

    Args:
        command: with its limits, where the test had the two processes for itself.
    """
    if command is not None:
        ended = _ended(served, record, command)
        if ended is not None:
            return result_of(served, *ended, ending_in_words(served, command.limits))
        if record is None:
            return _without_record(served, tested, command)
    assert record is not None
    if record["passed"]:
        return result_of(served, Verdict.ACCEPTED)
    message = record["message"] if record["error"] == "Gone" else f"{record['error']}: {record['message']}"
    if record["raised"]:
        return result_of(served, Verdict.RUNTIME_ERROR, Reason.EXIT, message)
    return result_of(served, Verdict.WRONG_ANSWER, Reason.MISMATCH, message)


def _ended(served: Outcome, record: dict[str, Any] | None, command: Command) -> tuple[Verdict, Reason] | None:
    """Say how the candidate's process ended, if that is what decides on the test.

    Once a test has passed, what it leaves undone is of no matter. Where the test saw an error, that one says more.
    """
    ended = verdict_of_run(served, command.limits)
    if ended is None:
        return None
    if record is not None and record["passed"]:
        return None if ended[1] in (Reason.WALL, Reason.EXIT, Reason.SIGNAL) else ended
    has_seen_error = record is not None and record["error"] != "Gone"
    return None if ended[0] is Verdict.RUNTIME_ERROR and has_seen_error else ended


def _without_record(served: Outcome, tested: Outcome, command: Command) -> TestResult:
    """The tests' side did not come to its end: what it was given was too much for it."""
    ended = verdict_of_run(tested, command.limits)
    if ended is None:
        return result_of(served, Verdict.RUNTIME_ERROR, Reason.EXIT, "the tests ended before they were done")
    return result_of(tested, ended[0], ended[1], f"the tests' side: {ending_in_words(tested, command.limits)}")


def _without_ending(result: TestResult) -> TestResult:
    """Of processes with several tests: how they ended is no matter of this one."""
    return replace(result, exit_code=None, signal=None, output="", error="")
