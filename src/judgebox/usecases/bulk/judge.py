"""Judge in bulk: each candidate once, as many at a time as there are slots."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import anyio
import structlog

from judgebox.domain.errors import PlatformError
from judgebox.domain.events import EventKind
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict
from judgebox.ports import Slots
from judgebox.usecases.bulk.asserts import TestingBoxes, judge_by_asserts, testing_boxes
from judgebox.usecases.bulk.candidate import Candidate, Entry
from judgebox.usecases.bulk.function import judge_function
from judgebox.usecases.bulk.judgement import BulkOutcome, Judgement, TestResult
from judgebox.usecases.bulk.loading import BrokenTestsError
from judgebox.usecases.bulk.program import judge_program
from judgebox.usecases.bulk.running import Bench
from judgebox.usecases.bulk.scoring import score_of
from judgebox.usecases.judge import Assignment, Judge

log = structlog.get_logger()

ATTEMPTS = 2
"""How often a candidate is tried before a fault of ours is its result."""

KEPT = 2_000
"""Judgements that are remembered for candidates that are the same; they mostly come soon after one another."""

NO_CODE = "there is no fenced block of code"

Report = Callable[[Candidate, Judgement, str | None], Awaitable[None]]
"""Told of each judgement, with the id of the candidate from which it was taken over."""


class AwaitedSlots(Slots, Protocol):
    """Slots that can be waited for."""

    async def acquire(self) -> None:
        """Wait for a slot and take it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJudge:
    """Judges candidates one by one.

    Attributes:
        judge: of those that are submissions for a problem; its sandbox is that of all, and so are its slots.
        testers: boxes for the tests of many candidates; None for one that is made for each.
    """

    slots: AwaitedSlots
    judge: Judge
    testers: TestingBoxes | None = None

    async def __call__(self, candidate: Candidate) -> Judgement:
        """Judge a candidate. The caller holds a slot. Faults of ours are tried once more and then told."""
        if candidate.source is None:
            return _without_code(candidate)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                judgement = await self._judge(candidate)
                break
            except BrokenTestsError as error:
                return Judgement(outcome=BulkOutcome.INVALID, message=str(error))
            except PlatformError as error:
                log.warning("bulk_attempt_failed", candidate=candidate.id, attempt=attempt, error=str(error))
                judgement = Judgement(outcome=BulkOutcome.INFRA_ERROR, message=str(error))
        return replace(judgement, tier=self.judge.sandbox.tier)

    async def _judge(self, candidate: Candidate) -> Judgement:
        bench = Bench(sandbox=self.judge.sandbox, slots=self.slots)
        match candidate.entry:
            case Entry.STDIN:
                return _concluded(candidate, await judge_program(candidate, bench))
            case Entry.FUNCTION:
                return _concluded(candidate, await judge_function(candidate, bench))
            case Entry.ASSERTS:
                return _concluded(candidate, await self._judge_by_asserts(candidate, bench))
            case Entry.PROBLEM:
                return await self._judge_submission(candidate)

    async def _judge_by_asserts(self, candidate: Candidate, bench: Bench) -> Judgement:
        if self.testers is not None:
            return await judge_by_asserts(candidate, bench, self.testers)
        async with testing_boxes() as testers:
            return await judge_by_asserts(candidate, bench, testers)

    async def _judge_submission(self, candidate: Candidate) -> Judgement:
        assert candidate.source is not None
        assignment = Assignment(
            source=candidate.source,
            language=candidate.language,
            language_id=candidate.language_id,
            problem=candidate.problem,
        )
        result = await self.judge.judge(assignment, _tell_nobody)
        if result.verdict is Verdict.JUDGE_ERROR:
            return Judgement(outcome=BulkOutcome.INFRA_ERROR, message=result.detail)
        if result.verdict is Verdict.MISCONFIGURED:
            return Judgement(outcome=BulkOutcome.INVALID, message=result.detail or f"{result.reason}")
        return Judgement(
            verdict=result.verdict,
            reason=result.reason,
            score=_share_of(result),
            tests=tuple(map(_test_of, result.cases)),
            compile_output=result.compile_output,
            message=result.detail,
        )


def _concluded(candidate: Candidate, judgement: Judgement) -> Judgement:
    """Give a judgement its verdict and score, which follow from the tests."""
    fine = (Verdict.ACCEPTED, Verdict.SKIPPED)
    failed = next((test for test in judgement.tests if test.verdict not in fine), None)
    return replace(
        judgement,
        verdict=Verdict.ACCEPTED if failed is None else failed.verdict,
        reason=None if failed is None else failed.reason,
        score=score_of(candidate.tests, candidate.scoring, judgement.tests),
    )


def _without_code(candidate: Candidate) -> Judgement:
    failed = TestResult(verdict=Verdict.COMPILE_ERROR, reason=Reason.COMPILER, message=NO_CODE)
    judgement = Judgement(tests=(failed,) * max(len(candidate.tests), 1), message=NO_CODE)
    return replace(judgement, verdict=failed.verdict, reason=failed.reason, score=0.0)


def _share_of(result: Result) -> float:
    """The share of a problem's points; where it has none, all or nothing."""
    if result.score is None or not result.max_score:
        return float(result.verdict is Verdict.ACCEPTED)
    return result.score / result.max_score


def _test_of(case: CaseResult) -> TestResult:
    return TestResult(
        verdict=case.verdict,
        reason=case.reason,
        cpu_time=case.cpu_time,
        wall_time=case.wall_time,
        memory_bytes=case.memory_bytes,
        exit_code=case.exit_code,
        signal=case.signal,
        message=case.message,
        output=case.output or "",
        error=case.error or "",
    )


async def _tell_nobody(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
    return None


# --- Many ----------------------------------------------------------------------------------------


async def judge_many(candidates: Iterable[Candidate], judge: BulkJudge, report: Report, *, slots: int) -> None:
    """Judge candidates as they come; those that are the same are judged once.

    Args:
        candidates: taken one by one, as slots get free.
    """
    async with testing_boxes() as testers:
        line = _Line(candidates=iter(candidates), judge=replace(judge, testers=testers), report=report)
        async with anyio.create_task_group() as tasks:
            for _ in range(slots):
                tasks.start_soon(line.work)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """Candidates that wait, taken one by one.

    Attributes:
        same: those that wait for the judgement of another one that is the same, by their key.
        known: judgements by key, with the id of the candidate.
    """

    candidates: Iterator[Candidate]
    judge: BulkJudge
    report: Report
    same: dict[str, list[Candidate]] = field(default_factory=dict)
    known: OrderedDict[str, tuple[str, Judgement]] = field(default_factory=OrderedDict)

    async def work(self) -> None:
        for candidate in self.candidates:
            key = candidate.key
            if key in self.known:
                await self.report(candidate, self.known[key][1], self.known[key][0])
            elif key in self.same:
                self.same[key].append(candidate)
            else:
                self.same[key] = []
                await self._judge(candidate, key)
            await anyio.lowlevel.checkpoint()

    async def _judge(self, candidate: Candidate, key: str) -> None:
        await self.judge.slots.acquire()
        try:
            judgement = await self.judge(candidate)
        finally:
            self.judge.slots.release()
        if judgement.outcome is BulkOutcome.JUDGED:
            self._remember(key, candidate.id, judgement)
        await self.report(candidate, judgement, None)
        for other in self.same.pop(key):
            await self.report(other, judgement, candidate.id)

    def _remember(self, key: str, of: str, judgement: Judgement) -> None:
        self.known[key] = (of, judgement)
        if len(self.known) > KEPT:
            self.known.popitem(last=False)
