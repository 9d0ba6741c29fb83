"""Problems: what is solved, with which data, within which limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import NewType

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
class ProblemLimits:
    """Limits on the run of a submission for one case, and on its source and its compiling."""

    time_limit: timedelta = timedelta(seconds=2)
    memory_bytes: int = 512 * 1024 * 1024
    output_bytes: int = 8 * 1024 * 1024
    source_bytes: int | None = None
    compile_time: timedelta = timedelta(seconds=60)
    compile_memory_bytes: int = 2048 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """An input and its answer.

    Attributes:
        name: its path below `data/` without suffix, such as "secret/03-big".
        visible: whether whoever submits may see its data (samples).
        points: what it is worth where the problem scores.
    """

    __test__ = False

    name: str
    input: BlobId
    answer: BlobId
    visible: bool
    points: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is solved.

    Attributes:
        names: the title by language code, at least one; statements: Markdown by language code.
        scores: whether points are given; else the first failing case decides.
        cases: samples first, then the secret ones, in the order of judging.
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
    def samples(self) -> tuple[TestCase, ...]:
        return tuple(case for case in self.cases if case.visible)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedSubmission:
    """A program of a package whose verdict its author promises.

    Attributes:
        path: relative to the package, such as "submissions/accepted/add.py".
        promised: final verdicts that keep the promise; empty if nothing is promised.
    """

    path: str
    source: bytes
    promised: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A problem as read from disk: the problem, where its data lies, and its graded submissions."""

    problem: Problem
    blobs: Mapping[BlobId, Path]
    submissions: tuple[GradedSubmission, ...] = ()
    warnings: tuple[str, ...] = field(default=())
