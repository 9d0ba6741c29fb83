"""Generate: make the test cases that a package leaves to its programs.

How it works: each generator is compiled once and run for each test in a box, with the arguments that the package
says; then the author's own solution is run on each input that has no answer, under several times the limits of a
submission. Where there is an interactor the two talk, and what that leaves is the answer. Whatever goes wrong is
the fault of the package, and the error names the program and the test.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from judgebox.domain.errors import ProblemError, RequestError
from judgebox.domain.problem import (
    NOT_GENERATED,
    AnswerSource,
    BlobId,
    Calling,
    GeneratedTest,
    GradedSubmission,
    Package,
    Problem,
    Program,
    TestCase,
    version_of,
)
from judgebox.domain.run import Limits, Outcome
from judgebox.domain.verdict import Verdict, verdict_of_run
from judgebox.languages import Catalog
from judgebox.usecases.compile import compile_files
from judgebox.usecases.judge import Judge
from judgebox.usecases.judging.assignment import MIB, Assignment, command_of_files, ending_in_words
from judgebox.usecases.judging.interaction import Transcript, limits_of_talk, talk
from judgebox.usecases.judging.programs import FEEDBACK, Authors
from judgebox.usecases.judging.tries import TALK_OUTPUT
from judgebox.usecases.judging.validation import judged_by
from judgebox.usecases.shared_box import SharedBox

Kept = tuple[BlobId, Path]
Keep = Callable[[bytes], Kept]
"""Writes content to where it stays as long as the package is used."""

MADE_BYTES = 256 * MIB
"""The most that a generator may print, or leave in files, in one run."""

PATIENCE = 5
"""How many times the time limit the author's solution may take: it is not judged here, and the machine may be busy."""

SAID_BYTES = 1000


async def complete_package(package: Package, judge: Judge, catalog: Catalog, keep: Keep) -> Package:
    """Make all test cases that are still to be generated. The caller holds one slot.

    Args:
        judge: whose blobs are those of the package.

    Raises:
        ProblemError: a program does not compile, fails, or does not make what it is to make.
        SandboxError: a box failed.
    """
    if not package.to_generate:
        return package
    return await _Maker(package=package, judge=judge, catalog=catalog, keep=keep).complete()


@dataclass(kw_only=True)
class _Maker:
    """Makes what is missing in one package.

    Attributes:
        cases: of the problem, as far as they are made.
        made: where the content made so far lies.
        runs: the files that runs of generators left, by program, arguments and input.
    """

    package: Package
    judge: Judge
    catalog: Catalog
    keep: Keep
    cases: list[TestCase] = field(default_factory=list)
    made: dict[BlobId, Path] = field(default_factory=dict)
    runs: dict[tuple[str, tuple[str, ...], BlobId | None], Mapping[str, BlobId]] = field(default_factory=dict)

    async def complete(self) -> Package:
        problem = self._patient_problem()
        self.cases = list(problem.cases)
        async with self.judge.authors(problem) as authors:
            for test in self.package.to_generate:
                if test.generator is not None:
                    await self._generate(authors, test)
            without = [test for test in self.package.to_generate if test.answer is AnswerSource.MODEL]
            await self._answer(problem, without, authors)
        unsupported = tuple(words for words in self.package.problem.unsupported if words != NOT_GENERATED)
        whole = replace(self.package.problem, cases=tuple(self.cases), unsupported=unsupported)
        return replace(
            self.package,
            problem=replace(whole, version=version_of(whole)),
            blobs={**self.package.blobs, **self.made},
            to_generate=(),
        )

    def _patient_problem(self) -> Problem:
        limits = self.package.problem.limits
        return replace(
            self.package.problem,
            limits=replace(
                limits,
                time_limit=limits.time_limit * PATIENCE,
                output_bytes=max(limits.output_bytes, MADE_BYTES),
                validation_output_bytes=MADE_BYTES,
            ),
        )

    def _kept(self, content: bytes) -> BlobId:
        blob_id, place = self.keep(content)
        self.made[blob_id] = place
        return blob_id

    def _place(self, blob_id: BlobId) -> Path:
        return self.made.get(blob_id) or self.package.blobs[blob_id]

    # --- Generators ----------------------------------------------------------------------------

    async def _generate(self, authors: Authors, test: GeneratedTest) -> None:
        assert test.generator is not None
        case = self.cases[test.case]
        key = (test.generator.name, test.arguments, test.input)
        if test.output_file is not None and key in self.runs:
            self._take(test, self._file_of(test, self.runs[key]), b"")
            return
        async with authors.box(test.generator) as box:
            command = box.command(test.arguments)
            if test.input is not None:
                command = replace(command, stdin=self._place(test.input))
            outcome = await box.box.run(command)
            ended = verdict_of_run(outcome, box.limits)
            if ended is not None:
                message = f"{_called(test)}, for {case.name}: {_why(outcome, box.limits)}"
                raise ProblemError(message, path=test.generator.name)
            if test.output_file is None:
                self._take(test, self._kept(outcome.output), outcome.error)
                return
            self.runs[key] = await self._files(box.box, test)
        self._take(test, self._file_of(test, self.runs[key]), outcome.error)

    def _take(self, test: GeneratedTest, input_id: BlobId, error: bytes) -> None:
        case = self.cases[test.case]
        if test.input is None:
            case = replace(case, input=input_id)
        if test.answer is AnswerSource.GENERATOR:
            case = replace(case, answer=self._kept(error))
        self.cases[test.case] = case

    async def _files(self, box: SharedBox, test: GeneratedTest) -> Mapping[str, BlobId]:
        """Keep the files that a run left: those with numbers for names, and the one that is asked for."""
        try:
            files = await box.collect(limit_bytes=MADE_BYTES)
        except RequestError as error:
            path = None if test.generator is None else test.generator.name
            raise ProblemError(f"{_called(test)} leaves more than it may: {error}", path=path) from error
        wanted = [name for name in files if name == test.output_file or PurePosixPath(name).name.isdecimal()]
        return {name: self._kept(files[name]) for name in wanted}

    def _file_of(self, test: GeneratedTest, files: Mapping[str, BlobId]) -> BlobId:
        """Find the file of a test: by its name, or by its number however it is written."""
        name = test.output_file or ""
        if name in files:
            return files[name]
        for other, blob_id in files.items():
            if name.isdecimal() and other.isdecimal() and int(other) == int(name):
                return blob_id
        path = None if test.generator is None else test.generator.name
        left = ", ".join(sorted(files)[:20]) or "none"
        raise ProblemError(f"{_called(test)} leaves no file {name!r}; those with numbers are: {left}", path=path)

    # --- Answers -------------------------------------------------------------------------------

    async def _answer(self, problem: Problem, tests: Sequence[GeneratedTest], authors: Authors) -> None:
        """Run the author's solution on each input without an answer, with the interactor if there is one."""
        if not tests:
            return
        model = self._model()
        assignment = self._assignment(model, problem)
        files = {**assignment.program_files, **await self._included(problem, assignment.language_id)}
        async with self.judge.box(assignment.language) as box:
            compiled = await compile_files(box, files, assignment.language, entry=assignment.entry)
            if compiled.reason is not None:
                raise ProblemError(f"does not compile: {compiled.output.strip()[:SAID_BYTES]}", path=model.path)
            for test in tests:
                case = self.cases[test.case]
                if problem.interactor is not None:
                    answer = await self._answer_of_talk(box, assignment, files, case, problem.interactor, authors)
                else:
                    answer = await self._answer_of(box, assignment, files, case, model.path)
                self.cases[test.case] = replace(case, answer=self._kept(answer))

    async def _answer_of_talk(
        self,
        box: SharedBox,
        assignment: Assignment,
        files: Mapping[str, bytes],
        case: TestCase,
        interactor: Program,
        authors: Authors,
    ) -> bytes:
        """Let the solution talk with the interactor, whose file is the answer; before that there is none."""
        limits = limits_of_talk(assignment.limits)
        command = command_of_files(assignment.language, limits, files, assignment.entry)
        nothing = self._place(self._kept(b""))
        async with authors.box(interactor) as author:
            is_testlib = interactor.calling is Calling.TESTLIB
            output = f"{FEEDBACK}/{TALK_OUTPUT}"
            places = ("/dev/fd/3", output, "/dev/fd/4") if is_testlib else ("/dev/fd/3", "/dev/fd/4", f"{FEEDBACK}/")
            call = author.command((*places, *interactor.arguments, *case.checker_arguments))
            call = replace(call, inputs=((3, self._place(case.input)), (4, nothing)))
            async with box.together(alone=False):
                ours, theirs = await talk(
                    self.judge.sandbox, (box.inner, command), (author.box.inner, call), Transcript(0)
                )
            decision = await judged_by(author, theirs, gives_scores=False, is_multi_pass=False)
            left = await author.feedback()
        if decision.verdict is not Verdict.ACCEPTED or verdict_of_run(ours, limits) is not None:
            why = decision.message or _why(ours, limits)
            raise ProblemError(f"does not accept the author's own solution on {case.name}: {why}", path=interactor.name)
        return left.get(TALK_OUTPUT, b"")

    async def _answer_of(
        self, box: SharedBox, assignment: Assignment, files: Mapping[str, bytes], case: TestCase, path: str
    ) -> bytes:
        assert assignment.problem is not None
        limits, stdin = assignment.limits, self._place(case.input)
        command = command_of_files(assignment.language, limits, files, assignment.entry)
        output_file = assignment.problem.output_file
        if assignment.problem.input_file is None:
            command = replace(command, stdin=stdin)
        else:
            await box.put({assignment.problem.input_file: stdin.read_bytes()})
        outcome = await box.run(replace(command, keeps=output_file is not None))
        if verdict_of_run(outcome, limits) is not None:
            raise ProblemError(f"makes no answer for {case.name}: {_why(outcome, limits)}", path=path)
        if output_file is None:
            return outcome.output
        left = await box.collect(limit_bytes=MADE_BYTES)
        await box.freeze()
        if output_file not in left:
            raise ProblemError(f"makes no answer for {case.name}: it writes no file {output_file}", path=path)
        return left[output_file]

    async def _included(self, problem: Problem, language_id: str) -> Mapping[str, bytes]:
        included = (*problem.includes.get("default", ()), *problem.includes.get(language_id, ()))
        return {file.name: await self.judge.blobs.get(file.content) for file in included}

    def _model(self) -> GradedSubmission:
        """The author's own solution, else the first that is to be accepted."""
        submissions = self.package.submissions
        for submission in submissions:
            if submission.is_model:
                return submission
        for submission in submissions:
            if submission.promised == ("AC",):
                return submission
        raise ProblemError("answers are missing, and the package has no solution that would make them")

    def _assignment(self, model: GradedSubmission, problem: Problem) -> Assignment:
        language_id = model.language or self.catalog.guess(model.path)
        if language_id is None or language_id not in self.catalog.languages:
            raise ProblemError("makes the answers, but no language is known by its name", path=model.path)
        if self.catalog.missing_programs(language_id):
            package = self.catalog.languages[language_id].package
            message = f"makes the answers, but {language_id} is not available here: install the package {package}"
            raise ProblemError(message, path=model.path)
        return Assignment(
            source="",
            files=model.files or {PurePosixPath(model.path).name: model.source},
            entry=model.entry,
            language=self.catalog.languages[language_id],
            language_id=language_id,
            problem=problem,
        )


def _called(test: GeneratedTest) -> str:
    return f"called with {' '.join(test.arguments)[:200]!r}" if test.arguments else "called without arguments"


def _why(outcome: Outcome, limits: Limits) -> str:
    said = outcome.error[-SAID_BYTES:].decode(errors="replace").strip()
    return f"{ending_in_words(outcome, limits)}: {said}" if said else ending_in_words(outcome, limits)
