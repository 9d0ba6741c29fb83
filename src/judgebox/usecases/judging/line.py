"""The cases of one judging, taken one by one by as many boxes as there are slots.

How it works: the submission's first box runs cases in order. For each further slot that is free, one more box gets
the compiled files and takes cases from the same line. Cases that earlier results make needless are not run, and if
they are already, their results don't count: which cases are judged is the same however many slots there were. A
case whose time is doubted is run again in its box, alone in the worker, once all cases before it are decided: which
cases get further runs does not depend on the slots either.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import anyio
import anyio.abc
import anyio.to_thread

from judgebox.domain.errors import RequestError
from judgebox.domain.events import EventKind
from judgebox.domain.problem import BlobId, TestCase
from judgebox.domain.run import Outcome
from judgebox.domain.skipping import Progress
from judgebox.domain.timing import (
    CASES_RERUN,
    RERUNS,
    deciding_run,
    doubt_of,
    limits_of_rerun,
    timing_of,
    without_time_limit,
)
from judgebox.domain.verdict import CaseResult, Reason, Timing, Verdict
from judgebox.ports import Blobs, Slots
from judgebox.usecases.judging.tries import CaseInput, Tries, Try
from judgebox.usecases.judging.validation import Judged
from judgebox.usecases.shared_box import SharedBox

MIB = 1024 * 1024

ARTIFACT_BYTES = 256 * MIB
"""The most that compiled files may take when a second box needs them."""

EXCERPT_BYTES = 16 * 1024
"""How much of each text of a visible case is kept: enough to read, small enough to send live."""

OWN_OUTPUT_BYTES = 64 * 1024
"""How much of the output of a run on the user's own input is kept: there it is the result."""

Tell = Callable[[EventKind, int | None, CaseResult | None], Awaitable[None]]


@dataclass(kw_only=True)
class Line:
    """Runs cases over free slots.

    Attributes:
        cases: in order; None for a run on `own_input`.
        progress: knows which cases need not be run; None if all are.
        box: makes a further box for the language of the submission.
        outputs: where large outputs are written: how the names of their files begin.
        reveals: whether whoever gets the results may see all data, as an author may.
        exception_in: finds the name of an exception in an error stream of the submission. It is told of visible cases
            alone: a program chooses such a name, and could tell of hidden data by it.
    """

    cases: Sequence[TestCase | None]
    own_input: bytes
    tries: Tries
    slots: Slots
    progress: Progress | None
    box: Callable[[], AbstractAsyncContextManager[SharedBox]]
    outputs: Path
    tell: Tell
    reveals: bool = False
    exception_in: Callable[[bytes], str | None] = lambda error: None
    faults: dict[int, str] = field(default_factory=dict)
    _next: int = 0
    _results: dict[int, CaseResult] = field(default_factory=dict)
    _cases_rerun: int = 0
    _decided: anyio.Event = field(default_factory=anyio.Event)
    _errors: list[Exception] = field(default_factory=list)

    async def run(self, box: SharedBox) -> list[CaseResult]:
        """Judge the cases; those that need not be run are "skipped".

        Raises:
            SandboxError, StoreError, ProblemError: the first error that any case met.
        """
        async with anyio.create_task_group() as tasks:
            await self._guarded(self._work_with_help(box, tasks), tasks)
            if self._errors:
                tasks.cancel_scope.cancel()
        if self._errors:
            raise self._errors[0]
        return [self._results.get(index) or self._skipped(index) for index in range(len(self.cases))]

    async def _work_with_help(self, box: SharedBox, tasks: anyio.abc.TaskGroup) -> None:
        files: Mapping[str, bytes] | None = None
        for _ in range(len(self.cases) - 1):
            if not self.slots.try_acquire():
                break
            try:
                files = await box.collect(limit_bytes=ARTIFACT_BYTES) if files is None else files
            except RequestError:  # more than is worth copying: the box that has it judges all cases
                self.slots.release()
                break
            except BaseException:
                self.slots.release()
                raise
            tasks.start_soon(self._help, files)
        await self._work(box)

    async def _guarded(self, work: Awaitable[None], tasks: anyio.abc.TaskGroup | None = None) -> None:
        """Keep the first error for the caller, instead of a group of errors around it."""
        try:
            await work
        except Exception as error:
            self._errors.append(error)
            self._tell_decided()
            if tasks is not None:
                tasks.cancel_scope.cancel()

    async def _help(self, files: Mapping[str, bytes]) -> None:
        try:
            await self._guarded(self._work_in_new_box(files))
        finally:
            self.slots.release()

    async def _work_in_new_box(self, files: Mapping[str, bytes]) -> None:
        async with self.box() as box:
            await box.put(files, executable=True)
            await box.freeze()
            await self._work(box, helping=True)

    async def _work(self, box: SharedBox, *, helping: bool = False) -> None:
        while (index := self._take()) is not None:
            result = await self._judge_case(box, index)
            if self._errors or self._reason_to_skip(index) is not None:  # an earlier case has made it needless
                continue
            self._results[index] = result
            if self.progress is not None:
                self.progress.add(result)
                if result.verdict is not Verdict.ACCEPTED:  # only such a case makes later ones needless
                    for later in range(index + 1, self._next):
                        if self._reason_to_skip(later) is not None:
                            self._results.pop(later, None)
            self._tell_decided()
            await self.tell(EventKind.CASE, len(self.cases), result)
            if helping and self.slots.is_wanted:
                return

    def _take(self) -> int | None:
        """The next case that is to be run; None if there is none any more."""
        while self._next < len(self.cases) and not self._errors:
            index, self._next = self._next, self._next + 1
            if self._reason_to_skip(index) is None:
                return index
        return None

    def _reason_to_skip(self, index: int) -> Reason | None:
        return None if self.progress is None else self.progress.reason_to_skip(index)

    def _skipped(self, index: int) -> CaseResult:
        case = self.cases[index]
        return CaseResult(
            index=index,
            name=case.name if case else "input",
            visible=case is None or case.visible,
            verdict=Verdict.SKIPPED,
            reason=self._reason_to_skip(index) or Reason.EARLY_STOP,
        )

    def _tell_decided(self) -> None:
        self._decided.set()
        self._decided = anyio.Event()

    # --- One case ------------------------------------------------------------------------------

    async def _judge_case(self, box: SharedBox, index: int) -> CaseResult:
        case, blobs = self.cases[index], self.tries.blobs
        given = CaseInput(
            case=case,
            stdin=self.own_input if case is None else await blobs.path(case.input),
            answer=None if case is None else await blobs.path(case.answer),
            output_file=self.outputs.with_suffix(f".{index}-1"),
            listens=self.reveals or case is None or case.visible,
        )
        tries = await self._try(box, given, index)
        deciding, judged = await _decide(tries)
        if judged.fault is not None:
            self.faults[index] = f"{case.name if case else 'input'}: {judged.fault}"
        result = _case_result(index, case, deciding.run.outcome, judged, timing_of([each.run for each in tries]))
        shown = await self._shown(result, given, deciding, judged)
        _remove_outputs(tries)
        return shown

    async def _try(self, box: SharedBox, given: CaseInput, index: int) -> Sequence[Try]:
        """Try a case, and again as long as the run that would decide is doubted."""
        limits = self.tries.limits
        tries = [await self.tries.make(box, given, limits)]
        if doubt_of(tries[0].run) is None or not await self._may_run_again(index):
            return tries
        while len(tries) <= RERUNS and doubt_of(deciding_run([each.run for each in tries])) is not None:
            further = limits_of_rerun(tries[-1].run, limits)
            again = replace(given, output_file=self.outputs.with_suffix(f".{index}-{len(tries) + 1}"))
            tries.append(await self.tries.make(box, again, further, alone=True))
        return tries

    async def _may_run_again(self, index: int) -> bool:
        """Wait until the cases before are decided, and say whether this one still matters and has a claim."""
        while self._is_open_before(index):
            await self._decided.wait()
        if self._errors or self._reason_to_skip(index) is not None or self._cases_rerun == CASES_RERUN:
            return False
        self._cases_rerun += 1
        return True

    def _is_open_before(self, index: int) -> bool:
        if self._errors or self._reason_to_skip(index) is not None:
            return False
        return any(earlier not in self._results and self._reason_to_skip(earlier) is None for earlier in range(index))

    async def _shown(self, result: CaseResult, given: CaseInput, tried: Try, judged: Judged) -> CaseResult:
        """Add what the reader may see of the data."""
        if not (result.visible or self.reveals):
            return replace(result, message=judged.team_message)
        case, blobs, outcome = given.case, self.tries.blobs, tried.run.outcome
        limit = OWN_OUTPUT_BYTES if case is None else EXCERPT_BYTES
        return replace(
            result,
            message=" - ".join(filter(None, (judged.team_message, self._words_of(judged, outcome)))) or None,
            input=_excerpt(self.own_input if case is None else await _head(blobs, case.input)),
            answer=None if case is None else _excerpt(await _head(blobs, case.answer)),
            output=_excerpt(outcome.output if tried.shown is None else tried.shown, limit),
            error=_excerpt(outcome.error, limit),
        )

    def _words_of(self, judged: Judged, outcome: Outcome) -> str | None:
        """What is told of a run, with the exception that ended it."""
        exception = self.exception_in(outcome.error) if judged.verdict is Verdict.RUNTIME_ERROR else None
        return judged.message if exception is None else f"{judged.message}: {exception}"


async def _decide(tries: Sequence[Try]) -> tuple[Try, Judged]:
    """Judge a case by the run that decides on its time, and by all others that came to their end.

    A program that is right now and then must not gain by further runs: it has to be right in each.
    """
    run = deciding_run([each.run for each in tries])
    deciding = next(each for each in tries if each.run is run)
    judged = await deciding.judge(run)
    others = [each for each in tries if each is not deciding and each.run.is_complete]
    while judged.verdict is Verdict.ACCEPTED and others:
        other = others.pop(0)
        judged_other = await other.judge(without_time_limit(other.run))
        if judged_other.verdict is not Verdict.ACCEPTED:
            return other, judged_other
    return deciding, judged


def _case_result(
    index: int, case: TestCase | None, outcome: Outcome, judged: Judged, timing: Timing | None
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
        score=judged.score,
        multiplier=judged.multiplier,
    )


def _remove_outputs(tries: Sequence[Try]) -> None:
    for each in tries:
        if each.run.outcome.output_file is not None:
            each.run.outcome.output_file.unlink(missing_ok=True)


async def _head(blobs: Blobs, blob_id: BlobId) -> bytes:
    return await anyio.to_thread.run_sync(_start_of, await blobs.path(blob_id))


def _start_of(path: Path) -> bytes:
    with path.open("rb", buffering=0) as file:
        return file.read(EXCERPT_BYTES + 1)


def _excerpt(content: bytes, limit: int = EXCERPT_BYTES) -> str:
    """The beginning as text that any database and page can hold."""
    text = content[:limit].decode(errors="replace").replace("\0", "\N{SYMBOL FOR NULL}")
    return text + "\n…" if len(content) > limit else text
