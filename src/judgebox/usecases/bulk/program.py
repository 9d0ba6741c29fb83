"""Judge candidates that are programs: a run for each test, its output held against the answer outside."""

from dataclasses import replace

import anyio.to_thread

from judgebox.domain.run import Outcome
from judgebox.domain.verdict import Reason, Verdict, verdict_of_run
from judgebox.ports import Box
from judgebox.usecases.bulk.candidate import BulkTest, Candidate
from judgebox.usecases.bulk.judgement import SKIPPED, Judgement, TestResult, result_of
from judgebox.usecases.bulk.running import Bench, command_of
from judgebox.usecases.bulk.scoring import may_run
from judgebox.usecases.compile import compile_in
from judgebox.usecases.judging.assignment import ending_in_words

COMPARE_IN_THREAD_BYTES = 256 * 1024
"""Larger outputs are compared in a thread, so that other candidates go on meanwhile."""


async def judge_program(candidate: Candidate, bench: Bench) -> Judgement:
    """Compile a program once and run it on the input of each test.

    Raises:
        SandboxError: nothing is known about the program.
    """
    assert candidate.source is not None
    async with bench.box(candidate) as box:
        async with bench.slots.running():
            compiled = await compile_in(box, candidate.source, candidate.language)
        if compiled.reason is not None:
            failed = TestResult(verdict=Verdict.COMPILE_ERROR, reason=compiled.reason)
            return Judgement(tests=(failed,) * len(candidate.tests), compile_output=compiled.output)
        results: dict[int, TestResult] = {}
        for index, test in enumerate(candidate.tests):
            if may_run(candidate.tests, candidate.stop, results, index):
                results[index] = await _judge(test, candidate, box, bench)
    tests = tuple(results.get(index, SKIPPED) for index in range(len(candidate.tests)))
    return Judgement(tests=tests, compile_output=compiled.output)


async def _judge(test: BulkTest, candidate: Candidate, box: Box, bench: Bench) -> TestResult:
    command = command_of(candidate)
    outcome = await bench.run(box, replace(command, stdin=test.input.encode()))
    ended = verdict_of_run(outcome, command.limits)
    if ended is not None:
        return result_of(outcome, ended[0], ended[1], ending_in_words(outcome, command.limits))
    if await _is_right(test, candidate, outcome):
        return result_of(outcome, Verdict.ACCEPTED)
    return result_of(outcome, Verdict.WRONG_ANSWER, Reason.MISMATCH if outcome.output.strip() else Reason.NO_OUTPUT)


async def _is_right(test: BulkTest, candidate: Candidate, outcome: Outcome) -> bool:
    comparator = candidate.comparator
    if len(outcome.output) < COMPARE_IN_THREAD_BYTES:
        return comparator.accepts_text(test.answer, outcome.output)
    return await anyio.to_thread.run_sync(comparator.accepts_text, test.answer, outcome.output)
