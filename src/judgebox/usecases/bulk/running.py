"""Run a candidate, with the limits of its language, and again where its time is doubted."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from judgebox.domain.run import Command, Limits, Outcome
from judgebox.domain.timing import CASES_RERUN, COMPUTES, RERUNS, Run, deciding_run, doubt_of, limits_of_rerun
from judgebox.domain.verdict import Verdict
from judgebox.ports import Box, Sandbox, Slots
from judgebox.usecases.bulk.candidate import Candidate, Entry
from judgebox.usecases.bulk.judgement import TestResult
from judgebox.usecases.compile import mounts_of
from judgebox.usecases.judging.assignment import run_command_of, run_limits_of

RESULTS = 3
"""The descriptor on which drivers write what came of each test."""

SLACK = timedelta(seconds=1)
"""How much longer the tests' side may take than the candidate's, so that it can say how the latter ended."""


@dataclass(slots=True, kw_only=True)
class Bench:
    """Where a candidate is run. Whoever uses it holds a slot.

    Attributes:
        repeated: how often a run was doubted and repeated; it has an end, as in other judging.
    """

    sandbox: Sandbox
    slots: Slots
    repeated: int = 0

    @asynccontextmanager
    async def box(self, candidate: Candidate) -> AsyncIterator[Box]:
        language = candidate.language
        async with self.sandbox.box(mounts=mounts_of(language), resident=language.resident) as box:
            yield box

    async def run(self, box: Box, command: Command, *, may_repeat: Callable[[Outcome], bool] = bool) -> Outcome:
        """Run a command, and again while its time is doubted and the caller wants to know better."""

        async def once(limits: Limits) -> Outcome:
            return await box.run(replace(command, limits=limits))

        return await self._repeat(once, command.limits, may_repeat)

    async def run_pair(self, tests: tuple[Box, Command], candidate: tuple[Box, Command]) -> tuple[Outcome, Outcome]:
        """Run the tests' side and the candidate's against one another; the time of the latter is what counts."""
        box, command = candidate
        ended: list[tuple[Outcome, Outcome]] = []

        async def once(limits: Limits) -> Outcome:
            patient = replace(tests[1].limits, wall_time=limits.wall_time + SLACK)
            first, second = await self.sandbox.run_pair(
                (tests[0], replace(tests[1], limits=patient)), (box, replace(command, limits=limits))
            )
            ended.append((first, second))
            return second

        decides = await self._repeat(once, command.limits, _has_computed)
        return next(pair for pair in ended if pair[1] is decides)

    async def _repeat(
        self, once: Callable[[Limits], Awaitable[Outcome]], limits: Limits, may_repeat: Callable[[Outcome], bool]
    ) -> Outcome:
        async with self.slots.running():
            runs = [Run(outcome=await once(limits), limits=limits)]
        if self.repeated == CASES_RERUN or doubt_of(runs[0]) is None or not may_repeat(runs[0].outcome):
            return runs[0].outcome
        self.repeated += 1
        while len(runs) <= RERUNS and doubt_of(runs[-1]) is not None:
            again = limits_of_rerun(runs[-1], limits)
            async with self.slots.running_alone() as is_alone:
                runs.append(Run(outcome=await once(again), limits=again, is_alone=is_alone))
        return deciding_run(runs).outcome


def _has_computed(outcome: Outcome) -> bool:
    """Say whether a program was held up by others, and did not just sleep: of a pair neither is ended for that."""
    return outcome.usage.cpu_time > outcome.usage.wall_time * COMPUTES


def command_of(candidate: Candidate, *, outputs: tuple[int, ...] = ()) -> Command:
    """The command that runs a candidate, or the driver that takes its place; its input is still to be set."""
    source = candidate.source if candidate.entry is Entry.STDIN else None
    command = run_command_of(candidate.language, run_limits_of(candidate.language, candidate.limits), source or "")
    return replace(command, outputs=outputs)


async def judge_in_batches(
    count: int,
    may_run: Callable[[dict[int, TestResult], int], bool],
    run: Callable[[range], Awaitable[Sequence[TestResult]]],
) -> dict[int, TestResult]:
    """Run many tests in few processes, so that each gets the result that it would have in one of its own.

    A test that failed, or wasn't reached, is run again as the first one of a process, and only then is its result
    taken: what earlier tests left behind can't have spoilt it. After a failure the next processes get one test, then
    two, then four, so that a candidate that fails everywhere costs no more than a process for each test.

    Args:
        run: runs some tests in a process, and returns the results of the first of them, of one at least if there is
            but one.
    """
    results: dict[int, TestResult] = {}
    position, size = 0, count
    while position < count and may_run(results, position):
        got = await run(range(position, min(position + size, count)))
        taken = [result for index, result in enumerate(got) if index == 0 or _all_accepted(got[: index + 1])]
        results |= {position + index: result for index, result in enumerate(taken)}
        is_whole = len(taken) == min(size, count - position) and _all_accepted(taken)
        position += len(taken)
        size = 2 * size if is_whole else 1
    return results


def _all_accepted(results: Sequence[TestResult]) -> bool:
    return all(result.verdict is Verdict.ACCEPTED for result in results)
