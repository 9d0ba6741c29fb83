"""Judge: compile a source once, run the cases over the free slots, decide a verdict.

How it works: the submission's first box compiles and then runs cases in order. For each further slot
that is free, one more box gets the compiled files and takes cases from the same line. A case that
fails stops the line, so later cases are skipped; cases before it that still run come to their end, so
the first failing case is the same however many slots there were. A case whose time is doubted is run
again in its box, alone in the worker, once all cases before it are decided: which cases get further
runs does not depend on the slots either.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import anyio
import anyio.abc
import anyio.to_thread

from judgebox.checkers import check_output
from judgebox.domain.errors import RequestError
from judgebox.domain.events import EventKind
from judgebox.domain.problem import BlobId, Comparison, Problem, ProblemLimits, TestCase
from judgebox.domain.run import Command, Limits, Outcome, wall_limit_of
from judgebox.domain.submission import Scope
from judgebox.domain.timing import (
    CASES_RERUN,
    RERUNS,
    Run,
    deciding_run,
    doubt_of,
    idle_limit_of,
    limits_of_rerun,
    timing_of,
    without_time_limit,
)
from judgebox.domain.verdict import (
    CaseResult,
    Reason,
    Result,
    Timing,
    Verdict,
    result_of_cases,
    signal_name,
    verdict_of_run,
)
from judgebox.languages import Language, entry_of, files_of, run_argv
from judgebox.ports import Blobs, Box, CompileCache, Sandbox, Slots
from judgebox.usecases.compile import MIB, compile_in, mounts_of
from judgebox.usecases.lasting_box import lasting_box
from judgebox.usecases.shared_box import SharedBox

EXCERPT_BYTES = 16 * 1024
"""How much of each text of a visible case is kept: enough to read, small enough to send live."""

OWN_OUTPUT_BYTES = 64 * 1024
"""How much of the output of a run on the user's own input is kept: there it is the result."""

ARTIFACT_BYTES = 256 * MIB
"""The most that compiled files may take when a second box needs them."""

CHECK_IN_THREAD_BYTES = 256 * 1024
"""Outputs above this are compared in a thread, so that renewals of leases are not held up."""

NO_LIMIT_PROBLEM = ProblemLimits(time_limit=timedelta(seconds=10))
"""What a run without a problem may use."""

Tell = Callable[[EventKind, int | None, CaseResult | None], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """All that judging depends on.

    Attributes:
        problem: with scope `input` only for its limits, and None where there is none.
    """

    source: str
    language: Language
    problem: Problem | None = None
    scope: Scope = Scope.ALL
    input: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What judging needs from outside."""

    sandbox: Sandbox
    blobs: Blobs
    slots: Slots
    compile_cache: CompileCache | None = None

    async def judge(self, assignment: Assignment, tell: Tell) -> Result:
        """Judge a source. The caller holds one slot for as long as this takes.

        Raises:
            SandboxError: a box failed; nothing is known about the program.
            StoreError: test data can't be had.
        """
        cases = _cases_of(assignment)
        if isinstance(cases, Result):
            return cases
        language = assignment.language
        if language.compile is not None:
            await tell(EventKind.COMPILING, None, None)
        async with self.box(language) as box:
            compiled = await compile_in(box, assignment.source, language, self.compile_cache)
            if compiled.reason is not None:
                result = Result(verdict=Verdict.COMPILE_ERROR, reason=compiled.reason)
            else:
                await tell(EventKind.RUNNING, len(cases), None)
                line = _Line(judge=self, assignment=assignment, cases=cases, tell=tell)
                results = await line.run(box)
                problem = assignment.problem
                scores = problem is not None and problem.scores and assignment.scope is not Scope.INPUT
                result = result_of_cases(results, scores=scores)
        return replace(result, compile_output=compiled.output, tier=self.sandbox.tier)

    @asynccontextmanager
    async def box(self, language: Language) -> AsyncIterator[SharedBox]:
        """Make a box for programs in this language."""

        def make() -> AbstractAsyncContextManager[Box]:
            return self.sandbox.box(mounts=mounts_of(language), resident=language.resident)

        async with lasting_box(make) as box:
            yield SharedBox(box, self.slots)


def _cases_of(assignment: Assignment) -> tuple[TestCase | None, ...] | Result:
    problem = assignment.problem
    if assignment.scope is Scope.INPUT or problem is None:
        return (None,)
    if problem.unsupported:
        reason = f"problem {problem.id} needs what is not supported: {', '.join(problem.unsupported)}"
        return Result(verdict=Verdict.MISCONFIGURED, reason=Reason.UNSUPPORTED, detail=reason)
    return problem.samples if assignment.scope is Scope.SAMPLES else problem.cases


def run_limits_of(language: Language, limits: ProblemLimits) -> Limits:
    """The limits of one run: the problem's, and what the language's runtime needs besides."""
    return Limits(
        cpu_time=limits.time_limit,
        wall_time=wall_limit_of(limits.time_limit),
        memory_bytes=limits.memory_bytes + language.memory_extra_mib * MIB,
        output_bytes=limits.output_bytes,
        processes=language.processes,
        idle_time=idle_limit_of(limits.time_limit),
    )


def run_command_of(language: Language, limits: Limits, source: str = "") -> Command:
    """The command that runs a compiled program; its input is still to be set.

    Args:
        source: what was compiled; only where the language finds the entry in it does it matter.
    """
    memory_mib = max(limits.memory_bytes // MIB - language.memory_extra_mib, 1)
    return Command(
        argv=run_argv(language, entry_of(language, files_of(language, source)), memory_mib),
        limits=limits,
        environment=tuple(language.environment.items()),
        profile=language.profile,
        warm=language.resident is not None,
    )


class _Line:
    """The cases of one judging, taken one by one by as many boxes as there are slots."""

    def __init__(self, *, judge: Judge, assignment: Assignment, cases: tuple[TestCase | None, ...], tell: Tell) -> None:
        self._judge = judge
        self._assignment = assignment
        self._cases = cases
        self._tell = tell
        self._next = 0
        self._failed_at = len(cases)
        self._results: dict[int, CaseResult] = {}
        self._cases_rerun = 0
        self._decided = anyio.Event()
        self._errors: list[Exception] = []
        limits = assignment.problem.limits if assignment.problem is not None else NO_LIMIT_PROBLEM
        run_limits = run_limits_of(assignment.language, limits)
        self._command = run_command_of(assignment.language, run_limits, assignment.source)
        self._stops = assignment.scope is Scope.ALL and not (assignment.problem and assignment.problem.scores)

    async def run(self, box: SharedBox) -> list[CaseResult]:
        async with anyio.create_task_group() as tasks:
            await self._guarded(self._work_with_help(box, tasks), tasks)
            if self._errors:
                tasks.cancel_scope.cancel()
        if self._errors:
            raise self._errors[0]
        return [self._results.get(index) or self._skipped(index) for index in range(len(self._cases))]

    async def _work_with_help(self, box: SharedBox, tasks: anyio.abc.TaskGroup) -> None:
        files: Mapping[str, bytes] | None = None
        for _ in range(len(self._cases) - 1):
            if not self._judge.slots.try_acquire():
                break
            try:
                files = await box.collect(limit_bytes=ARTIFACT_BYTES) if files is None else files
            except RequestError:  # more than is worth copying: the box that has it judges all cases
                self._judge.slots.release()
                break
            except BaseException:
                self._judge.slots.release()
                raise
            tasks.start_soon(self._help, files)
        await self._work(box)

    async def _guarded(self, work: Awaitable[None], tasks: anyio.abc.TaskGroup | None = None) -> None:
        """Keep the first error for the caller, instead of a group of errors around it."""
        try:
            await work
        except Exception as error:
            self._errors.append(error)
            self._failed_at = -1
            self._tell_decided()
            if tasks is not None:
                tasks.cancel_scope.cancel()

    async def _help(self, files: Mapping[str, bytes]) -> None:
        try:
            await self._guarded(self._work_in_new_box(files))
        finally:
            self._judge.slots.release()

    async def _work_in_new_box(self, files: Mapping[str, bytes]) -> None:
        async with self._judge.box(self._assignment.language) as box:
            await box.put(files, executable=True)
            await box.freeze()
            await self._work(box, helping=True)

    async def _work(self, box: SharedBox, *, helping: bool = False) -> None:
        while self._next < min(len(self._cases), self._failed_at):
            if helping and self._judge.slots.is_wanted:
                return
            index, self._next = self._next, self._next + 1
            result = await self._judge_case(box, index)
            if index > self._failed_at:  # an earlier case has failed meanwhile, or a box has
                return
            self._results[index] = result
            if result.verdict is not Verdict.ACCEPTED and self._stops:
                self._failed_at = min(self._failed_at, index)
                self._results = {key: kept for key, kept in self._results.items() if key <= self._failed_at}
            self._tell_decided()
            await self._tell(EventKind.CASE, len(self._cases), result)

    def _skipped(self, index: int) -> CaseResult:
        case = self._cases[index]
        return CaseResult(
            index=index,
            name=case.name if case else "input",
            visible=case is None or case.visible,
            verdict=Verdict.SKIPPED,
            reason=Reason.EARLY_STOP,
        )

    def _tell_decided(self) -> None:
        self._decided.set()
        self._decided = anyio.Event()

    async def _judge_case(self, box: SharedBox, index: int) -> CaseResult:
        case = self._cases[index]
        blobs = self._judge.blobs
        own_input = (self._assignment.input or "").encode()
        stdin = own_input if case is None else await blobs.path(case.input)
        runs = await self._runs(box, replace(self._command, stdin=stdin), index)
        answer = None if case is None else await blobs.get(case.answer)
        run, judged = await self._decide(runs, answer)
        result = _case_result(index, case, run.outcome, judged, timing_of(runs))
        if not result.visible:
            return result
        limit = OWN_OUTPUT_BYTES if case is None else EXCERPT_BYTES
        return replace(
            result,
            message=judged.message,
            input=_excerpt(own_input if case is None else await _head(blobs, case.input)),
            answer=None if answer is None else _excerpt(answer),
            output=_excerpt(run.outcome.output, limit),
            error=_excerpt(run.outcome.error, limit),
        )

    async def _runs(self, box: SharedBox, command: Command, index: int) -> Sequence[Run]:
        """Run a case, and again as long as the run that would decide is doubted."""
        runs = [Run(outcome=await box.run(command), limits=command.limits)]
        if doubt_of(runs[0]) is None or not await self._may_run_again(index):
            return runs
        while len(runs) <= RERUNS and doubt_of(deciding_run(runs)) is not None:
            limits = limits_of_rerun(runs[-1], command.limits)
            runs.append(await box.run_alone(replace(command, limits=limits)))
        return runs

    async def _may_run_again(self, index: int) -> bool:
        """Wait until the cases before are decided, and say whether this one still matters and has a claim."""
        while self._failed_at > index and any(earlier not in self._results for earlier in range(index)):
            await self._decided.wait()
        if self._failed_at < index or self._cases_rerun == CASES_RERUN:
            return False
        self._cases_rerun += 1
        return True

    async def _decide(self, runs: Sequence[Run], answer: bytes | None) -> tuple[Run, "_Judged"]:
        """Judge a case by the run that decides on its time, and by all others that came to their end.

        A program that is right now and then must not gain by further runs: it has to be right in each.
        """
        deciding = deciding_run(runs)
        judged = await self._judge_run(deciding, answer)
        others = [run for run in runs if run is not deciding and run.is_complete]
        while judged.verdict is Verdict.ACCEPTED and others:
            other = others.pop(0)
            judged_other = await self._judge_run(without_time_limit(other), answer)
            if judged_other.verdict is not Verdict.ACCEPTED:
                return other, judged_other
        return deciding, judged

    async def _judge_run(self, run: Run, answer: bytes | None) -> "_Judged":
        """Judge one run; without an answer any output is right."""
        outcome, limits = run.outcome, run.limits
        ended = verdict_of_run(outcome, limits)
        if ended is not None:
            return _Judged(verdict=ended[0], reason=ended[1], message=ending_in_words(outcome, limits))
        if answer is None:
            return _Judged(verdict=Verdict.ACCEPTED)
        problem = self._assignment.problem
        comparison = problem.comparison if problem is not None else Comparison()
        check = partial(check_output, answer, outcome.output, comparison)
        large = len(outcome.output) + len(answer) > CHECK_IN_THREAD_BYTES
        checked = await anyio.to_thread.run_sync(check) if large else check()
        verdict = Verdict.ACCEPTED if checked.accepted else Verdict.WRONG_ANSWER
        return _Judged(verdict=verdict, reason=checked.reason, message=checked.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What is to be said about one run."""

    verdict: Verdict
    reason: Reason | None = None
    message: str | None = None


def _case_result(
    index: int, case: TestCase | None, outcome: Outcome, judged: _Judged, timing: Timing | None
) -> CaseResult:
    return CaseResult(
        index=index,
        name=case.name if case else "input",
        visible=case is None or case.visible,
        verdict=judged.verdict,
        reason=judged.reason,
        cpu_time=outcome.usage.cpu_time,
        wall_time=outcome.usage.wall_time,
        memory_bytes=outcome.usage.memory_bytes,
        exit_code=outcome.exit_code,
        signal=outcome.signal,
        timing=timing,
    )


def ending_in_words(outcome: Outcome, limits: Limits) -> str:
    """Say how a run that was not fine ended, with the limit that it met."""
    ended = verdict_of_run(outcome, limits)
    match ended[1] if ended is not None else None:
        case Reason.CPU:
            return f"used more than {limits.cpu_time.total_seconds():g} s of CPU time"
        case Reason.IDLE if limits.idle_time is not None:
            return f"slept or waited for {limits.idle_time.total_seconds():g} s"
        case Reason.WALL:
            return f"was not done after {limits.wall_time.total_seconds():g} s"
        case Reason.OOM_KILL | Reason.MEMORY_PEAK:
            return f"used more than {limits.memory_bytes // MIB} MiB of memory"
        case Reason.OUTPUT | Reason.FILE_SIZE:
            return f"wrote more than {limits.output_bytes // 1024} KiB"
        case Reason.SYSCALL:
            return "made a system call that is forbidden"
        case Reason.SIGNAL if outcome.signal is not None:
            return f"was ended by {signal_name(outcome.signal)}"
        case Reason.EXIT:
            return f"exited with code {outcome.exit_code}"
    return "ended by itself"


async def _head(blobs: Blobs, blob_id: BlobId) -> bytes:
    path = await blobs.path(blob_id)
    async with await anyio.open_file(path, "rb") as file:
        return await file.read(EXCERPT_BYTES + 1)


def _excerpt(content: bytes, limit: int = EXCERPT_BYTES) -> str:
    """The beginning as text that any database and page can hold."""
    text = content[:limit].decode(errors="replace").replace("\0", "\N{SYMBOL FOR NULL}")
    return text + "\n…" if len(content) > limit else text
