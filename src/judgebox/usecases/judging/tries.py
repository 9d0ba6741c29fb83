"""A try at a case: the runs of the submission that it needs, and what is to be said about them.

How it works: a try makes one run, or one for each pass; where the problem interacts, each is a talk. It keeps what
is needed to judge its deciding run later, because which of several tries counts is only known when all are made.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread

from judgebox.checkers import check
from judgebox.domain.errors import RequestError
from judgebox.domain.problem import Calling, Problem, TestCase
from judgebox.domain.run import Command, Limits, Outcome
from judgebox.domain.timing import Run
from judgebox.domain.verdict import Reason, Verdict, verdict_of_run
from judgebox.functions import compare
from judgebox.ports import Blobs, Sandbox, Slots
from judgebox.usecases.judging.assignment import ending_in_words
from judgebox.usecases.judging.functions import FunctionCalls, call_command, results_in
from judgebox.usecases.judging.interaction import TRANSCRIPT_BYTES, Transcript, judge_talk, limits_of_talk, talk
from judgebox.usecases.judging.programs import COMPILED_BYTES, FEEDBACK, Authors
from judgebox.usecases.judging.validation import NEXT_PASS, Judged, in_part_only, judged_by, misconfigured, validate
from judgebox.usecases.shared_box import SharedBox

CHECK_IN_THREAD_BYTES = 256 * 1024
"""Outputs above this are compared in a thread, so that renewals of leases are not held up."""

TALK_OUTPUT = "output.txt"
"""What a testlib interactor leaves for the checker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try at a case.

    Attributes:
        run: the one that decides: the last one if it failed, else the slowest.
        judge: judges a run of this try, which may be `run` with other limits.
        shown: what is kept of the output, if that is not in the outcome of the run.
    """

    run: Run
    judge: Callable[[Run], Awaitable[Judged]]
    shown: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInput:
    """What one case is run on.

    Attributes:
        case: None for a run on somebody's own input, of which any output is right.
        stdin: the input of the first pass.
        answer: None if there is no case.
        output_file: where large output may be written.
        listens: whether what is said in a talk is kept.
    """

    case: TestCase | None
    stdin: bytes | Path
    answer: Path | None
    output_file: Path
    listens: bool = False


@dataclass(frozen=True, kw_only=True)
class Tries:
    """Makes tries at the cases of one judging.

    Attributes:
        problem: None for a run without one.
        command: that runs the submission, without input.
        calls: of a function problem; None if the submission is a whole program.
    """

    sandbox: Sandbox
    blobs: Blobs
    slots: Slots
    authors: Authors
    problem: Problem | None
    command: Command
    calls: FunctionCalls | None = None

    @property
    def limits(self) -> Limits:
        """The limits of a run of this problem."""
        interacts = self.problem is not None and self.problem.interactor is not None
        return limits_of_talk(self.command.limits) if interacts else self.command.limits

    async def make(self, box: SharedBox, given: CaseInput, limits: Limits, *, alone: bool = False) -> Try:
        """Try a case once.

        Args:
            limits: of each run.
            alone: whether no other run of the worker is to go on.
        """
        passes = 1 if self.problem is None or given.case is None else self.problem.passes
        if passes == 1:
            return await self._pass(box, given, limits, None, alone=alone)
        feedback: Mapping[str, bytes] = {}
        slowest: Run | None = None
        for _ in range(passes):
            one = await self._pass(box, given, limits, feedback, alone=alone)
            if verdict_of_run(one.run.outcome, limits) is not None:
                return one
            judged = await one.judge(one.run)
            if slowest is None or one.run.outcome.usage.cpu_time > slowest.outcome.usage.cpu_time:
                slowest = one.run
            if judged.verdict is not Verdict.ACCEPTED or NEXT_PASS not in judged.feedback:
                return replace(one, run=slowest, judge=partial(_judged_before, judged))
            given = replace(given, stdin=judged.feedback[NEXT_PASS])
            feedback = {name: content for name, content in judged.feedback.items() if name != NEXT_PASS}
        assert slowest is not None
        fault = f"the validator asks for more than {passes} passes"
        return replace(one, run=slowest, judge=partial(_judged_before, misconfigured(Reason.PASS_LIMIT, fault)))

    async def _pass(
        self, box: SharedBox, given: CaseInput, limits: Limits, feedback: Mapping[str, bytes] | None, *, alone: bool
    ) -> Try:
        command = replace(self.command, limits=limits, output_file=given.output_file)
        case, problem = given.case, self.problem
        if case is not None and case.arguments:
            command = replace(command, argv=(*command.argv, *case.arguments))
        if case is not None and case.files:
            files = {file.name: await self.blobs.get(file.content) for file in case.files}
            await box.put(files)
        if self.calls is not None:
            return await self._call(self.calls, box, given, command, alone=alone)
        if problem is not None and problem.interactor is not None and case is not None:
            return await self._talk(box, given, case, command, feedback, alone=alone)
        if problem is not None and problem.input_file is not None:
            await box.put({problem.input_file: await _content_of(given.stdin)})
        else:
            command = replace(command, stdin=given.stdin)
        if problem is not None and problem.output_file is not None:
            return await self._run_to_file(box, given, replace(command, keeps=True), feedback, alone=alone)
        run = await _run(box, command, alone=alone)
        return Try(run=run, judge=partial(self._judge, given, output_of(run.outcome), feedback))

    async def _run_to_file(
        self, box: SharedBox, given: CaseInput, command: Command, feedback: Mapping[str, bytes] | None, *, alone: bool
    ) -> Try:
        """Run a program whose output is a file of a name that the problem tells."""
        assert self.problem is not None
        assert self.problem.output_file is not None
        run = await _run(box, command, alone=alone)
        try:
            left = await box.collect(limit_bytes=command.limits.output_bytes + COMPILED_BYTES)
        except RequestError:
            left = {}
        await box.freeze()
        output = left.get(self.problem.output_file, b"")[: command.limits.output_bytes]
        return Try(run=run, judge=partial(self._judge, given, output, feedback), shown=output)

    # --- Calling a function --------------------------------------------------------------------

    async def _call(
        self, calls: FunctionCalls, box: SharedBox, given: CaseInput, command: Command, *, alone: bool
    ) -> Try:
        proven = None if alone or given.case is None else calls.proven.get(given.case.name)
        if proven is not None:
            return Try(run=Run(outcome=proven, limits=command.limits), judge=_accepted)
        run = await _run(box, replace(call_command(command), stdin=given.stdin), alone=alone)
        result = next(iter(results_in(run.outcome)), None)
        printed = replace(run.outcome, error=_line_of(run.outcome.output) + run.outcome.error)
        judge = partial(self._judge_call, calls, given, result)
        return Try(run=replace(run, outcome=printed), judge=judge, shown=result or b"")

    async def _judge_call(self, calls: FunctionCalls, given: CaseInput, result: bytes | None, run: Run) -> Judged:
        ended = verdict_of_run(run.outcome, run.limits)
        if ended is not None:
            return Judged(verdict=ended[0], reason=ended[1], message=ending_in_words(run.outcome, run.limits))
        if result is None:
            message = "the program ended before the function returned"
            return Judged(verdict=Verdict.WRONG_ANSWER, reason=Reason.NO_OUTPUT, message=message)
        if given.case is None:
            return Judged(verdict=Verdict.ACCEPTED)
        if calls.signature.comparison.custom:
            return await self._check(given, result + b"\n", None)
        stdin, answer = await _content_of(given.stdin), await self.blobs.get(given.case.answer)
        try:
            compared = await anyio.to_thread.run_sync(compare, calls.signature, stdin, answer, result)
        except ValueError as error:
            return misconfigured(Reason.VALIDATOR, str(error))
        if compared.accepted:
            return Judged(verdict=Verdict.ACCEPTED)
        return Judged(verdict=Verdict.WRONG_ANSWER, reason=Reason.MISMATCH, message=compared.message)

    # --- Talking -------------------------------------------------------------------------------

    async def _talk(
        self,
        box: SharedBox,
        given: CaseInput,
        case: TestCase,
        command: Command,
        feedback: Mapping[str, bytes] | None,
        *,
        alone: bool,
    ) -> Try:
        assert self.problem is not None
        assert self.problem.interactor is not None
        assert given.answer is not None
        transcript = Transcript(TRANSCRIPT_BYTES if given.listens else 0)
        async with self.authors.box(self.problem.interactor) as author:
            is_testlib = author.program.calling is Calling.TESTLIB
            output = f"{FEEDBACK}/{TALK_OUTPUT}"
            files = ("/dev/fd/3", output, "/dev/fd/4") if is_testlib else ("/dev/fd/3", "/dev/fd/4", f"{FEEDBACK}/")
            calls = author.command((*files, *author.program.arguments, *case.checker_arguments))
            calls = replace(calls, inputs=((3, given.stdin), (4, given.answer)))
            if feedback:
                await author.box.put({f"{FEEDBACK}/{name}": content for name, content in feedback.items()})
            async with box.together(alone=alone) as is_alone:
                first, second = await talk(self.sandbox, (box.inner, command), (author.box.inner, calls), transcript)
            run = Run(outcome=first, limits=command.limits, is_alone=is_alone)
            decision = await judged_by(
                author, second, gives_scores=self.problem.scores, is_multi_pass=feedback is not None
            )
            left = (await author.feedback()).get(TALK_OUTPUT, b"") if is_testlib else b""
        judge = partial(self._judge_talk, given, second, decision, transcript.first_done, left if is_testlib else None)
        return Try(run=run, judge=judge, shown=str(transcript).encode())

    async def _judge_talk(
        self,
        given: CaseInput,
        interactor: Outcome,
        decision: Judged,
        first_done: int | None,
        left: bytes | None,
        run: Run,
    ) -> Judged:
        judged = judge_talk(run, interactor, decision, first_done)
        if left is None or judged.verdict is not Verdict.ACCEPTED or not self._has_checker:
            return judged
        return await self._check(given, left, None)

    @property
    def _has_checker(self) -> bool:
        """Whether a checker looks at what an interactor has left."""
        return self.problem is not None and bool(self.problem.validators or self.problem.preset)

    # --- Checking ------------------------------------------------------------------------------

    async def _judge(
        self, given: CaseInput, output: bytes | Path, feedback: Mapping[str, bytes] | None, run: Run
    ) -> Judged:
        ended = verdict_of_run(run.outcome, run.limits)
        if ended is not None:
            return Judged(verdict=ended[0], reason=ended[1], message=ending_in_words(run.outcome, run.limits))
        if given.case is None:
            return Judged(verdict=Verdict.ACCEPTED)
        return await self._check(given, output, feedback)

    async def _check(self, given: CaseInput, output: bytes | Path, feedback: Mapping[str, bytes] | None) -> Judged:
        """Have the checker of the problem decide on an output."""
        problem, case, answer = self.problem, given.case, given.answer
        assert problem is not None
        assert case is not None
        assert answer is not None
        judged = Judged(verdict=Verdict.ACCEPTED)
        if not problem.validators:
            return await self._check_by_ours(given, output)
        for program in problem.validators:  # all must accept; the last one's score counts
            async with self.authors.box(program) as box:
                judged = await validate(
                    box,
                    case,
                    input=given.stdin,
                    answer=answer,
                    output=output,
                    gives_scores=problem.scores,
                    feedback=feedback,
                )
            if judged.verdict is not Verdict.ACCEPTED:
                break
        return judged

    async def _check_by_ours(self, given: CaseInput, output: bytes | Path) -> Judged:
        problem, case, answer = self.problem, given.case, given.answer
        assert problem is not None
        assert case is not None
        assert answer is not None
        checker = problem.preset or case.comparison or problem.comparison
        try:
            if isinstance(output, Path) or len(output) + _size_of(answer) > CHECK_IN_THREAD_BYTES:
                checked = await anyio.to_thread.run_sync(check, answer, output, checker, given.stdin)
            else:
                checked = check(await self.blobs.get(case.answer), output, checker, given.stdin)
        except ValueError as error:
            return misconfigured(Reason.VALIDATOR, str(error))
        verdict = Verdict.ACCEPTED if checked.accepted else Verdict.WRONG_ANSWER
        judged = Judged(verdict=verdict, reason=checked.reason, message=checked.message, multiplier=checked.score)
        return judged if problem.scores or checked.score is None else in_part_only(judged)


async def _accepted(run: Run) -> Judged:
    return Judged(verdict=Verdict.ACCEPTED)


def _line_of(printed: bytes) -> bytes:
    """What a program printed, so that what follows begins a line."""
    return printed if not printed or printed.endswith(b"\n") else printed + b"\n"


def _size_of(path: Path) -> int:
    return path.stat().st_size


async def _judged_before(judged: Judged, run: Run) -> Judged:
    """Judge the slowest pass of a case whose last pass was judged: only its time can change that."""
    ended = verdict_of_run(run.outcome, run.limits)
    if ended is None:
        return judged
    return Judged(verdict=ended[0], reason=ended[1], message=ending_in_words(run.outcome, run.limits))


def output_of(outcome: Outcome) -> bytes | Path:
    """All of the output."""
    return outcome.output if outcome.output_file is None else outcome.output_file


async def _run(box: SharedBox, command: Command, *, alone: bool) -> Run:
    if alone:
        return await box.run_alone(command)
    return Run(outcome=await box.run(command), limits=command.limits)


async def _content_of(given: bytes | Path) -> bytes:
    return await anyio.Path(given).read_bytes() if isinstance(given, Path) else given
