"""Verify a graded submission: judge it within given limits, unless that was done before.

How it works: all that decides on a judgement is hashed to a key: the judge itself, the host's compiler and
interpreter, the program, and the problem without its words. What was judged before under the same key is not
judged again. Only judgements about the program are kept, never failures of ours or of the problem.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Protocol

import msgspec

from judgebox.domain.errors import PlatformError, ProblemError
from judgebox.domain.events import EventKind
from judgebox.domain.problem import GradedSubmission, Problem
from judgebox.domain.promise import NOT_ABOUT_THE_PROGRAM, broken_promise
from judgebox.domain.verdict import CaseResult, Result, Verdict
from judgebox.languages import Catalog, Language
from judgebox.ports import Slots
from judgebox.usecases.judge import Assignment, Judge
from judgebox.usecases.precompile import identity_of

WORDS_OF_A_PROBLEM = ("names", "statements", "author", "source", "license", "keywords", "version", "languages")
"""Fields on which no judgement depends."""


class WaitingSlots(Slots, Protocol):
    """Slots that can be waited for."""

    async def acquire(self) -> None: ...


class Recall(Protocol):
    """Judgements of before, by the key of all that decided on them."""

    def find(self, key: str) -> Result | None: ...

    def keep(self, key: str, result: Result) -> None: ...


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
    """

    submission: GradedSubmission
    language: str | None
    result: Result | None
    note: str | None = None
    failed: bool = False
    is_recalled: bool = False

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
            return Verified(submission=submission, language=None, result=None, note=note)
        language = self.catalog.languages[language_id]
        if self.catalog.missing_programs(language_id):
            note = f"language {language_id} is not available here: install the package {language.package}"
            return Verified(submission=submission, language=language_id, result=None, note=note, failed=True)
        try:
            assignment = _assignment_of(submission, language_id, language, problem)
        except UnicodeDecodeError:
            note = f"{submission.path} is not valid UTF-8"
            return Verified(submission=submission, language=language_id, result=None, note=note)
        key = await self._key_of(submission, language_id, problem)
        recalled = None if self.recall is None else self.recall.find(key)
        result = recalled or await self._judge(assignment, submission, package)
        if self.recall is not None and result.verdict not in NOT_ABOUT_THE_PROGRAM:
            self.recall.keep(key, result)
        return Verified(
            submission=submission,
            language=language_id,
            result=result,
            note=result.detail,
            failed=result.verdict is Verdict.JUDGE_ERROR,
            is_recalled=recalled is not None,
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

    async def _key_of(self, submission: GradedSubmission, language_id: str, problem: Problem) -> str:
        language = self.catalog.languages[language_id]
        if language_id not in self._identities:
            self._identities[language_id] = await identity_of(language, language.name)
        decides = {
            "judge": self.identity,
            "tier": self.judge.sandbox.tier,
            "toolchain": self._identities[language_id],
            "language": msgspec.to_builtins(msgspec.structs.replace(language, prepared=None)),
            "program": _program_key(submission.source, submission.files, submission.entry),
            "problem": _problem_key(problem),
        }
        return hashlib.sha256(json.dumps(decides, sort_keys=True, default=str).encode()).hexdigest()


def _language_of(submission: GradedSubmission, catalog: Catalog) -> str | None:
    """The language that the package names, else the one of most of its files by their extensions."""
    if submission.language is not None:
        return catalog.find(submission.language)
    guessed = [catalog.guess(path) for path in (submission.entry or "", submission.path, *sorted(submission.files))]
    return next((language for language in guessed if language is not None), None)


def _assignment_of(submission: GradedSubmission, language_id: str, language: Language, problem: Problem) -> Assignment:
    """A source is text; programs of several files may hold anything.

    Raises:
        UnicodeDecodeError: the source is not UTF-8.
    """
    return Assignment(
        source="" if submission.files else submission.source.decode(),
        language=language,
        problem=problem,
        language_id=language_id,
        files=submission.files,
        entry=submission.entry,
    )


def _program_key(source: bytes, files: Mapping[str, bytes], entry: str | None) -> list[str]:
    parts = [entry or "", hashlib.sha256(source).hexdigest()]
    return parts + [f"{name}\0{hashlib.sha256(content).hexdigest()}" for name, content in sorted(files.items())]


def _problem_key(problem: Problem) -> dict[str, object]:
    return {name: value for name, value in asdict(problem).items() if name not in WORDS_OF_A_PROBLEM}


async def _tell_nobody(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
    return None
