"""Judge: compile a source once, run the cases over the free slots, decide a verdict.

What is judged is in `judging.assignment`, how cases share the slots in `judging.line`, what becomes of one case in
`judging.tries`; verdict and score follow from the results in `domain.grading`.
"""

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from secrets import token_hex

from judgebox.domain.errors import ProblemError
from judgebox.domain.events import EventKind
from judgebox.domain.grading import result_of
from judgebox.domain.problem import Problem, ProblemLimits, TestCase
from judgebox.domain.run import Command
from judgebox.domain.scoring import ungrouped
from judgebox.domain.skipping import Progress
from judgebox.domain.submission import Scope
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict
from judgebox.languages import Language, entry_of, exception_of
from judgebox.ports import Blobs, Box, CompileCache, Sandbox, Slots
from judgebox.usecases.compile import compile_files, mounts_of
from judgebox.usecases.judging.assignment import (
    Assignment,
    command_of_files,
    ending_in_words,
    run_command_of,
    run_limits_of,
)
from judgebox.usecases.judging.functions import FunctionCalls, prove_in_batches, signature_of, with_driver
from judgebox.usecases.judging.groups import graded, static_results
from judgebox.usecases.judging.line import EXCERPT_BYTES, OWN_OUTPUT_BYTES, Line, Tell
from judgebox.usecases.judging.programs import Authors, ReadyPrograms
from judgebox.usecases.judging.tries import Tries
from judgebox.usecases.lasting_box import lasting_box
from judgebox.usecases.shared_box import SharedBox

__all__ = [
    "EXCERPT_BYTES",
    "OWN_OUTPUT_BYTES",
    "Assignment",
    "Judge",
    "Tell",
    "ending_in_words",
    "run_command_of",
    "run_limits_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What judging needs from outside.

    Attributes:
        languages: of the author's programs, by id.
        ready: the author's programs that are compiled already.
        reveals: whether results tell about secret cases too, as only authors may see.
        place: a directory in which large outputs are written while they are judged.
    """

    sandbox: Sandbox
    blobs: Blobs
    slots: Slots
    compile_cache: CompileCache | None = None
    languages: Mapping[str, Language] = field(default_factory=dict)
    ready: ReadyPrograms = field(default_factory=ReadyPrograms)
    reveals: bool = False
    place: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))

    async def judge(self, assignment: Assignment, tell: Tell) -> Result:
        """Judge a source. The caller holds one slot for as long as this takes.

        Raises:
            SandboxError: a box failed; nothing is known about the program.
            StoreError: test data can't be had.
        """
        cases = _cases_of(assignment)
        if isinstance(cases, Result):
            return cases
        try:
            signature = signature_of(assignment)
            ready = assignment if signature is None else with_driver(assignment, signature)
            result = ready if isinstance(ready, Result) else await self._judge(ready, cases, tell)
        except ProblemError as error:
            result = Result(verdict=Verdict.MISCONFIGURED, reason=Reason.VALIDATOR, detail=str(error))
        return replace(result, tier=self.sandbox.tier)

    async def _judge(self, assignment: Assignment, cases: Sequence[TestCase | None], tell: Tell) -> Result:
        language = assignment.language
        files = await self._files_of(assignment)
        if language.compile is not None:
            await tell(EventKind.COMPILING, None, None)
        async with AsyncExitStack() as stack:
            authors = self._authors(assignment.problem, stack)
            box = await stack.enter_async_context(self.box(language))
            cache = self.compile_cache
            compiled = await compile_files(box, files, language, entry=assignment.entry, cache=cache)
            if compiled.reason is not None:
                output = compiled.output
                return Result(verdict=Verdict.COMPILE_ERROR, reason=compiled.reason, compile_output=output)
            await tell(EventKind.RUNNING, len(cases), None)
            result = await self._judge_cases(assignment, files, cases, box, authors, tell)
        return replace(result, compile_output=compiled.output)

    async def _judge_cases(
        self,
        assignment: Assignment,
        files: Mapping[str, bytes],
        cases: Sequence[TestCase | None],
        box: SharedBox,
        authors: Authors,
        tell: Tell,
    ) -> Result:
        problem = assignment.problem if assignment.has_cases else None
        statics: Mapping[str, CaseResult] = {}
        if problem is not None and assignment.scope is Scope.ALL:
            entry = entry_of(assignment.language, files, assignment.entry)
            statics = await static_results(problem, files, assignment.language_id, entry, authors)
        command = command_of_files(assignment.language, assignment.limits, files, assignment.entry)
        calls = await self._calls(assignment, cases, box, command)
        line = Line(
            cases=cases,
            own_input=(assignment.input or "").encode(),
            tries=Tries(
                sandbox=self.sandbox,
                blobs=self.blobs,
                slots=self.slots,
                authors=authors,
                problem=problem,
                command=command,
                calls=calls,
            ),
            slots=self.slots,
            progress=_progress_of(assignment),
            box=partial(self.box, assignment.language),
            exception_in=partial(exception_of, assignment.language),
            outputs=self.place / token_hex(8),
            tell=tell,
            reveals=self.reveals,
        )
        results = await line.run(box)
        if problem is None or assignment.scope is Scope.SAMPLES:
            result = result_of(None, results, scores=problem is not None and problem.scores)
        else:
            result = await graded(problem, results, statics, authors)
        if result.verdict is Verdict.MISCONFIGURED and result.detail is None and line.faults:
            return replace(result, detail=line.faults[min(line.faults)])
        return result

    async def _calls(
        self, assignment: Assignment, cases: Sequence[TestCase | None], box: SharedBox, command: Command
    ) -> FunctionCalls | None:
        """What judging calls of a function needs, with the cases that are decided by batches already."""
        signature = signature_of(assignment)
        if signature is None:
            return None
        if assignment.scope is not Scope.ALL or signature.comparison.custom:
            return FunctionCalls(signature=signature)
        secret = [case for case in cases if case is not None and not case.visible]
        scores = assignment.problem is not None and assignment.problem.scores
        proven = await prove_in_batches(signature, box, command, secret, self.blobs, scores=scores)
        return FunctionCalls(signature=signature, proven=proven)

    async def _files_of(self, assignment: Assignment) -> Mapping[str, bytes]:
        """The files of a submission with those that the problem puts over them."""
        files = dict(assignment.program_files)
        if assignment.problem is None or not assignment.has_cases:
            return files
        for key in ("default", assignment.language_id):
            for file in assignment.problem.includes.get(key, ()):
                files[file.name] = await self.blobs.get(file.content)
        return files

    @asynccontextmanager
    async def authors(self, problem: Problem) -> AsyncIterator[Authors]:
        """Lend the programs of a problem's author. The caller holds a slot."""
        async with AsyncExitStack() as stack:
            yield self._authors(problem, stack)

    def _authors(self, problem: Problem | None, stack: AsyncExitStack) -> Authors:
        return Authors(
            sandbox=self.sandbox,
            blobs=self.blobs,
            slots=self.slots,
            languages=self.languages,
            ready=self.ready,
            limits=ProblemLimits() if problem is None else problem.limits,
            stack=stack,
        )

    @asynccontextmanager
    async def box(self, language: Language) -> AsyncIterator[SharedBox]:
        """Make a box for programs in this language."""

        def make() -> AbstractAsyncContextManager[Box]:
            return self.sandbox.box(mounts=mounts_of(language), resident=language.resident)

        async with lasting_box(make) as box:
            yield SharedBox(box, self.slots)


def _cases_of(assignment: Assignment) -> Sequence[TestCase | None] | Result:
    problem = assignment.problem
    if problem is None or not assignment.has_cases:
        return (None,)
    if problem.unsupported:
        reason = f"problem {problem.id} needs what is not supported: {', '.join(problem.unsupported)}"
        return Result(verdict=Verdict.MISCONFIGURED, reason=Reason.UNSUPPORTED, detail=reason)
    return problem.samples if assignment.scope is Scope.SAMPLES else problem.cases


def _progress_of(assignment: Assignment) -> Progress | None:
    """What tells which cases need not be run; None where all are wanted."""
    problem = assignment.problem
    if problem is None or assignment.scope is not Scope.ALL:
        return None
    tree = problem.groups or ungrouped([case.visible for case in problem.cases], scores=problem.scores)
    return Progress(tree)
