"""Problems: what is solved, with which data, within which limits."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import NewType

from judgebox.domain.expectation import Expectation
from judgebox.domain.scoring import TestGroup, best_score

ProblemId = NewType("ProblemId", str)
"""The short name of a problem: 1 to 64 of a-z, 0-9, "-" and "_", such as "two-sum"."""

BlobId = NewType("BlobId", str)
"""The SHA-256 of some content, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the default checker compares output with answer.

    Attributes:
        case_sensitive: whether "Yes" differs from "yes".
        space_change_sensitive: whether the amount and kind of white space counts.
        absolute_tolerance, relative_tolerance: if either is set, tokens that the answer gives as
            numbers are compared as such, and are right within one bound or the other.

    Source: Kattis problem package format 2025-09, "Default output validator".
    """

    case_sensitive: bool = False
    space_change_sensitive: bool = False
    absolute_tolerance: float | None = None
    relative_tolerance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A checker of ours by its name, such as "lines" or "wcmp", with its arguments; see `checkers.presets`."""

    name: str
    arguments: tuple[str, ...] = ()


class Calling(StrEnum):
    """How a program of the author is called and how it answers. Source: judging study 2.1.

    `kattis`: arguments are input, answer and the feedback folder; the output is on its input; it exits with 42
    for accepted and 43 for wrong. `testlib`: arguments are input, output and answer; it is compiled with our
    `testlib.h`, which exits in the same way, with 7 for points and from 50 on for a part.
    """

    KATTIS = "kattis"
    TESTLIB = "testlib"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedFile:
    """A file of a package, with the relative path under which a box gets it."""

    name: str
    content: BlobId
    executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program of the problem's author, such as a validator.

    Attributes:
        name: its path in the package, for messages.
        files: what its box holds; names are relative to the folder of the program.
        language: its id; None if the files hold scripts `build` or `run`, or both.
        entry: which of several files is the main one; None to find out.
        arguments: of every call, after those of the calling and before those of a case.
    """

    name: str
    files: tuple[PackagedFile, ...]
    language: str | None = None
    entry: str | None = None
    calling: Calling = Calling.KATTIS
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLimits:
    """Limits on the run of a submission for one case, on its source and its compiling, and on checking it."""

    time_limit: timedelta = timedelta(seconds=2)
    memory_bytes: int = 512 * 1024 * 1024
    output_bytes: int = 8 * 1024 * 1024
    source_bytes: int | None = None
    compile_time: timedelta = timedelta(seconds=60)
    compile_memory_bytes: int = 2048 * 1024 * 1024
    validation_time: timedelta = timedelta(seconds=60)
    validation_memory_bytes: int = 2048 * 1024 * 1024
    validation_output_bytes: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """An input and its answer.

    Attributes:
        name: its path below `data/` without suffix, such as "secret/03-big".
        visible: whether whoever submits may see its data (samples).
        points: what it is worth where the problem scores.
        comparison: how its output is compared, where not as the problem says.
        checker_arguments: of the problem's validators or its interactor, for this case.
        arguments: of the submission's command line.
        files: what lies in the submission's working directory for this case.
    """

    __test__ = False

    name: str
    input: BlobId
    answer: BlobId
    visible: bool
    points: float | None = None
    comparison: Comparison | None = None
    checker_arguments: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    files: tuple[PackagedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is solved.

    Attributes:
        names: the title by language code, at least one; statements: Markdown by language code.
        scores: whether points are given; else the first failing case decides.
        cases: samples first, then the secret ones, in the order of judging.
        groups: how the cases count; None if each counts for itself and the first failing one decides.
        preset: the checker, if it is one of ours beside the default one, to which `comparison` belongs.
        validators: the author's own checkers, all of which must accept; if there are any, they alone decide.
        interactor: talks with the submission. In the Kattis calling it is the checker as well; a testlib one
            leaves a file that the checker gets as the output.
        static_validator: judges the source; grader: makes verdicts and scores of test groups.
        passes: how often a submission may be run for one case, each time on what the validator left for it.
        submit_answer: whether what is submitted is the output itself.
        includes: files put over those of a submission, by language id or "default".
        input_file, output_file: names, if input and output are files and not the standard streams.
        time_factors, memory_factors: by language id, in place of the language's own.
        signature: the text of `signature.yaml` of a function problem.
        languages: ids of the languages allowed; None for all.
        version: the SHA-256 of all that judging depends on, so that a changed problem is a new one.
        unsupported: in words, the features of the package that can't be judged yet.
    """

    id: ProblemId
    names: Mapping[str, str]
    statements: Mapping[str, str]
    limits: ProblemLimits
    comparison: Comparison
    cases: tuple[TestCase, ...]
    scores: bool = False
    groups: TestGroup | None = None
    preset: Preset | None = None
    validators: tuple[Program, ...] = ()
    interactor: Program | None = None
    static_validator: Program | None = None
    grader: Program | None = None
    passes: int = 1
    submit_answer: bool = False
    includes: Mapping[str, tuple[PackagedFile, ...]] = field(default_factory=dict)
    input_file: str | None = None
    output_file: str | None = None
    time_factors: Mapping[str, float] = field(default_factory=dict)
    memory_factors: Mapping[str, float] = field(default_factory=dict)
    signature: str | None = None
    languages: tuple[str, ...] | None = None
    author: str | None = None
    source: str | None = None
    license: str | None = None
    keywords: tuple[str, ...] = ()
    version: str = ""
    unsupported: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title in English if there is one, else in the first language given."""
        return self.names.get("en") or next(iter(self.names.values()), self.id)

    @property
    def statement(self) -> str:
        """The statement in English if there is one, else in the first language given; else empty."""
        return self.statements.get("en") or next(iter(self.statements.values()), "")

    @property
    def allowed_languages(self) -> tuple[str, ...] | None:
        """Ids of the languages in which it may be solved; None for all."""
        return ("text",) if self.submit_answer else self.languages

    @property
    def samples(self) -> tuple[TestCase, ...]:
        return tuple(case for case in self.cases if case.visible)

    def points_of(self, group: TestGroup) -> float | None:
        """What a group gives at best; None if only the author's programs know."""
        return best_score(group, checkers_score=self.interactor is not None or bool(self.validators))

    @property
    def max_score(self) -> float | None:
        """The most points there are; None if there are none, or no bound is known."""
        return self.points_of(self.groups) if self.scores and self.groups is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedSubmission:
    """A program of a package whose verdict its author promises.

    Attributes:
        path: relative to the package, such as "submissions/accepted/add.py".
        source: of the only file, or of the main one if it is known.
        promised: final verdicts that keep the promise; empty if nothing is promised.
        files: of a program of several files, all of them by name.
        language: its id, where the package says it.
        entry: the main file or class, where the package says it.
        promised_score: the least and the most points that keep the promise.
        expectations: what is promised of the cases, beside the final verdict.
        counts_for_time: whether its times bound the time limit; None if its folder decides.
        is_model: whether it is the author's own solution, which makes answers.
    """

    path: str
    source: bytes
    promised: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    language: str | None = None
    entry: str | None = None
    promised_score: tuple[float, float] | None = None
    expectations: tuple[Expectation, ...] = ()
    counts_for_time: bool | None = None
    is_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRule:
    """How a time limit follows from the times of the graded submissions.

    Attributes:
        ac_to_limit: the limit is at least so many times what the slowest accepted one takes.
        limit_to_tle: what is to be too slow takes at least so many times the limit.
        resolution: the limit is a multiple of it.
    """

    ac_to_limit: float = 2.0
    limit_to_tle: float = 1.5
    resolution: timedelta = timedelta(seconds=1)


class AnswerSource(StrEnum):
    """Where the answer of a test that is to be generated comes from.

    `package`: it is there. `model`: the author's own solution makes it. `generator`: the generator prints it
    to its error stream, as in DMOJ.
    """

    PACKAGE = "package"
    MODEL = "model"
    GENERATOR = "generator"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedTest:
    """A test case that lacks its input, its answer or both until the author's programs have been run.

    Attributes:
        case: its index in the problem. What it lacks there is a blob id that is the id of nothing.
        generator: makes the input; None if that is there.
        output_file: the file in the working directory that the generator leaves the input in; None for its output.
        input: what the generator reads, if anything.
    """

    case: int
    generator: Program | None = None
    arguments: tuple[str, ...] = ()
    output_file: str | None = None
    input: BlobId | None = None
    answer: AnswerSource = AnswerSource.MODEL


NOT_GENERATED = "test cases that are still to be generated"
"""What a problem has among its `unsupported` as long as some are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A problem as read from disk: the problem, where its data lies, and its graded submissions.

    Attributes:
        blobs: where the content of test data and of programs lies.
        input_validators: must accept every input.
        input_arguments: of them, by the name of the case and then by that of the validator, "" for all of them.
        invalid_inputs: cases without answers, whose inputs one of those programs must refuse.
        time_is_inferred: whether no time limit is given, so that `time_rule` makes it.
        format: what it was read as, such as "2025-09" or "polygon".
        to_generate: the test cases that programs of the package make; see `usecases.generate`.
    """

    problem: Problem
    blobs: Mapping[BlobId, Path]
    submissions: tuple[GradedSubmission, ...] = ()
    input_validators: tuple[Program, ...] = ()
    input_arguments: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    invalid_inputs: tuple[TestCase, ...] = ()
    time_is_inferred: bool = False
    time_rule: TimeRule = TimeRule()
    format: str = ""
    to_generate: tuple[GeneratedTest, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def version_of(problem: Problem) -> str:
    """Hash all that is known of a problem; its cases and programs hold the hashes of their data."""
    content = json.dumps(asdict(replace(problem, version="")), sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()
