"""Verify a graded submission: judge it within given limits, unless that was done before.

How it works: all that decides on a judgement is hashed to a key: the judge itself, the host's compiler and
interpreter, the program, and the problem without its words. What was judged before under the same key is not
judged again. Only judgements about the program are kept, never failures of ours or of the problem.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

import msgspec

from judgebox.domain.errors import PlatformError, ProblemError
from judgebox.domain.events import EventKind
from judgebox.domain.problem import GradedSubmission, Problem
from judgebox.domain.promise import NOT_ABOUT_THE_PROGRAM, broken_promise
from judgebox.domain.verdict import CaseResult, Result, Verdict
from judgebox.languages import Catalog, Language, source_name
from judgebox.ports import Slots
from judgebox.usecases.judge import Assignment, Judge
from judgebox.usecases.precompile import identity_of

KEPT_CHARACTERS = 1000
"""How much of a compiler's output is kept: enough for the first error."""

WORDS_OF_A_PROBLEM = ("names", "statements", "author", "source", "license", "keywords", "version", "languages")
"""Fields on which no judgement depends."""


class WaitingSlots(Slots, Protocol):
    """Slots that can be waited for."""

    async def acquire(self) -> None: ...


T = TypeVar("T")


class Recall(Protocol):
    """What was found out before, by the key of all that decided on it."""

    def find(self, key: str, kind: type[T]) -> T | None: ...

    def keep(self, key: str, found: object) -> None: ...


class Watcher(Protocol):
    """Is told how far the judging is: a submission may begin and end more than once, or end without a beginning."""

    def begin(self, package: str, submission: str) -> None: ...

    def end(self, package: str, submission: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A graded submission and what came of it.

    Attributes:
        language: its id; None if no language is known by the file's extension.
        result: None if it could not be judged here; `note` then says why.
        failed: whether it is our fault, or this host's, that nothing is known about it.
        is_recalled: whether it was judged by an earlier verification.
        time_factor: how many times the problem's time limit its language has.
    """

    submission: GradedSubmission
    language: str | None
    result: Result | None
    note: str | None = None
    failed: bool = False
    is_recalled: bool = False
    time_factor: float = 1.0

    @property
    def is_left_out(self) -> bool:
        """Whether nobody here could judge it, because its language is none of ours: that breaks no promise."""
        return self.language is None

    @property
    def is_kept(self) -> bool:
        """Whether the promise is kept. Where nothing is promised, any verdict about the program does."""
        return self.result is not None and not self.failed and broken_promise(self.submission, self.result) is None

    @property
    def cases(self) -> tuple[CaseResult, ...]:
        """Those that were run."""
        cases = () if self.result is None else self.result.cases
        return tuple(case for case in cases if case.verdict is not Verdict.SKIPPED)

    @property
    def slowest_case(self) -> CaseResult | None:
        return max(self.cases, key=lambda case: case.cpu_time, default=None)

    @property
    def slowest(self) -> timedelta:
        slowest = self.slowest_case
        return timedelta() if slowest is None else slowest.cpu_time

    @property
    def memory_bytes(self) -> int:
        return max((case.memory_bytes for case in self.cases), default=0)


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """What verifying needs from outside.

    Attributes:
        slots: those of `judge`; none is held by the caller.
        recall: judgements of before; None to judge all anew.
        identity: changes when judgebox itself does.
    """

    judge: Judge
    catalog: Catalog
    slots: WaitingSlots
    recall: Recall | None = None
    identity: str = ""
    watcher: Watcher | None = None
    _identities: dict[str, str] = field(default_factory=dict)

    async def verify(self, submission: GradedSubmission, problem: Problem, package: str = "") -> Verified:
        """Judge one graded submission. What can't be judged is noted: the others are still worth knowing."""
        try:
            return await self._verify(submission, problem, package)
        finally:
            if self.watcher is not None:
                self.watcher.end(package, submission.path)

    async def _verify(self, submission: GradedSubmission, problem: Problem, package: str) -> Verified:
        language_id = _language_of(submission, self.catalog)
        if language_id is None:
            note = f"{submission.path}: no language is known by this extension"
            if submission.language is not None:
                note = f"{submission.path}: language {submission.language} is not known here"
            return Verified(submission=submission, language=None, result=None, note=note)
        language = self.catalog.languages[language_id]
        if self.catalog.missing_programs(language_id):
            note = f"language {language_id} is not available here: install the package {language.package}"
            return Verified(submission=submission, language=language_id, result=None, note=note, failed=True)
        assignment = _assignment_of(submission, language_id, language, problem)
        key = await self.key_of(
            language_id,
            program=_program_key(submission.source, submission.files, submission.entry),
            problem=_problem_key(problem),
        )
        recalled = None if self.recall is None else self.recall.find(key, Result)
        result = recalled or await self._judge(assignment, submission, package)
        if self.recall is not None and recalled is None and result.verdict not in NOT_ABOUT_THE_PROGRAM:
            self.recall.keep(key, _without_quotes(result))
        return Verified(
            submission=submission,
            language=language_id,
            result=result,
            note=result.detail,
            failed=result.verdict is Verdict.JUDGE_ERROR,
            is_recalled=recalled is not None,
            time_factor=problem.time_factors.get(language_id, language.time_factor),
        )

    async def _judge(self, assignment: Assignment, submission: GradedSubmission, package: str) -> Result:
        await self.slots.acquire()
        try:
            if self.watcher is not None:
                self.watcher.begin(package, submission.path)
            return await self.judge.judge(assignment, _tell_nobody)
        except PlatformError as error:
            return Result(verdict=Verdict.JUDGE_ERROR, detail=str(error))
        except ProblemError as error:
            return Result(verdict=Verdict.MISCONFIGURED, detail=str(error))
        finally:
            self.slots.release()

    async def key_of(self, language_id: str | None, **decides: object) -> str:
        """Hash what decides on a judgement, with what always does: judgebox, the sandbox, the toolchain."""
        always: dict[str, object] = {"judge": self.identity, "tier": self.judge.sandbox.tier}
        if language_id is not None:
            language = self.catalog.languages[language_id]
            if language_id not in self._identities:
                self._identities[language_id] = await identity_of(language, language.name)
            always["toolchain"] = self._identities[language_id]
            always["language"] = msgspec.to_builtins(msgspec.structs.replace(language, prepared=None))
        return hashlib.sha256(json.dumps(always | decides, sort_keys=True, default=str).encode()).hexdigest()


def _language_of(submission: GradedSubmission, catalog: Catalog) -> str | None:
    """The language that the package names, else that of its main file, or of the first that has one."""
    if submission.language is not None:
        return catalog.find(submission.language)
    files = submission.files or {submission.path: submission.source}
    names = [name for name in (submission.entry, submission.path) if name in files]
    guessed = (catalog.guess(name, files[name]) for name in (*names, *sorted(files)) if name is not None)
    return next((language for language in guessed if language is not None), None)


def _assignment_of(submission: GradedSubmission, language_id: str, language: Language, problem: Problem) -> Assignment:
    """A source is text; what is in another encoding, as comments of old programs are, is a file like any other.

    So is what the package puts files beside: they may call it by its name.
    """
    source, files = "", submission.files
    if not files and problem.includes:
        files = {PurePosixPath(submission.path).name: submission.source}
    if not files:
        try:
            source = submission.source.decode()
        except UnicodeDecodeError:
            files = {source_name(language, submission.source.decode("latin-1")): submission.source}
    return Assignment(
        source=source,
        language=language,
        problem=problem,
        language_id=language_id,
        files=files,
        entry=submission.entry,
    )


def _without_quotes(result: Result) -> Result:
    """Leave out what is quoted of test data and programs, but for the beginning of what a compiler said."""
    cases = tuple(
        replace(case, message=None, input=None, answer=None, output=None, error=None) for case in result.cases
    )
    return replace(result, cases=cases, compile_output=result.compile_output[:KEPT_CHARACTERS])


def _program_key(source: bytes, files: Mapping[str, bytes], entry: str | None) -> list[str]:
    parts = [entry or "", hashlib.sha256(source).hexdigest()]
    return parts + [f"{name}\0{hashlib.sha256(content).hexdigest()}" for name, content in sorted(files.items())]


def _problem_key(problem: Problem) -> dict[str, object]:
    return {name: value for name, value in asdict(problem).items() if name not in WORDS_OF_A_PROBLEM}


async def _tell_nobody(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
    return None
