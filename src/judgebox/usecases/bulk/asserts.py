"""Judge candidates by tests that are programs: the tests in one box, the candidate in another.

How it works: see `drivers/peer.py`. What counts for a test is the line that the tests' side writes; what the
candidate's side does can only make it fail.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import anyio

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


@dataclass(frozen=True, slots=True)
class TestingBoxes:
    """Boxes of the tests' side, each used for one candidate after the other.

    They never hold anything of a candidate: the tests come by a descriptor, and what a run leaves is gone before
    the next one.

    Attributes:
        free: those that nobody uses, by the id of their language, each with what ends it.
    """

    __test__ = False

    free: list[tuple[str, Box, AsyncExitStack]] = field(default_factory=list)

    @asynccontextmanager
    async def box(self, candidate: Candidate, bench: Bench) -> AsyncIterator[Box]:
        """Give a box for the tests. One whose user failed may be broken, and is ended."""
        language_id, box, stack = self._free_one(candidate) or await _new(candidate, bench)
        try:
            yield box
        except BrokenTestsError:  # not the box
            self.free.append((language_id, box, stack))
            raise
        except BaseException:
            await stack.aclose()
            raise
        self.free.append((language_id, box, stack))

    def _free_one(self, candidate: Candidate) -> tuple[str, Box, AsyncExitStack] | None:
        found = next((each for each in self.free if each[0] == candidate.language_id), None)
        if found is not None:
            self.free.remove(found)
        return found

    async def close(self) -> None:
        for _, _, stack in self.free:
            await stack.aclose()


async def _new(candidate: Candidate, bench: Bench) -> tuple[str, Box, AsyncExitStack]:
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(bench.box(candidate))
        await box.put({candidate.language.source: program_of("values", "loading", "peer", "testing")})
        await box.freeze()
        return candidate.language_id, box, stack.pop_all()


@asynccontextmanager
async def testing_boxes() -> AsyncIterator[TestingBoxes]:
    """Keep boxes of the tests' side, and end them on leaving."""
    testers = TestingBoxes()
    try:
        yield testers
    finally:
        with anyio.CancelScope(shield=True):
            await testers.close()


async def judge_by_asserts(candidate: Candidate, bench: Bench, testers: TestingBoxes) -> Judgement:
    """Run the tests against a candidate.

    Raises:
        SandboxError: nothing is known about the candidate.
        BrokenTestsError: nor is there, and it is the tests' fault.
    """
    assert candidate.source is not None
    tests = candidate.tests
    async with testers.box(candidate, bench) as testing, bench.box(candidate) as serving:
        program = program_of("values", "loading", "peer", "serving")
        await serving.put({candidate.language.source: program, SOURCE: candidate.source.encode()})
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
