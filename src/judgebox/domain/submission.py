"""Submissions: one source sent for one problem, and what may follow what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

from judgebox.domain.errors import RequestError
from judgebox.domain.verdict import Result

SubmissionId = NewType("SubmissionId", str)
"""`sub_` and 26 digits of base 32 that grow with time."""


BatchId = NewType("BatchId", str)
RejudgeId = NewType("RejudgeId", str)


class Band(IntEnum):
    """Queues in strict order: a worker takes from a lower number first, but for a share of its turns."""

    CONTEST = 1
    PRACTICE = 2
    BULK = 3
    REJUDGE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What waits in one band for workers that can judge one kind of submission.

    Attributes:
        route: what such a worker must be able to judge: a language.
    """

    band: Band
    route: str


class State(StrEnum):
    """Where a submission is."""

    QUEUED = "queued"
    JUDGING = "judging"
    JUDGED = "judged"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return not FOLLOWERS[self]


FOLLOWERS: Mapping[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.JUDGING, State.CANCELLED}),
    State.JUDGING: frozenset({State.JUDGING, State.QUEUED, State.JUDGED, State.CANCELLED}),
    State.JUDGED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""What may follow what. Judging follows judging when another worker takes over a lost lease; a
rejudge does not follow a final state, it is a new generation."""


class Scope(StrEnum):
    """What a submission is run on: all cases, the samples alone, or an input of the user's own."""

    ALL = "all"
    SAMPLES = "samples"
    INPUT = "input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One source sent for one problem.

    Attributes:
        problem_id: as the sender named it; with `Scope.INPUT` it need not exist.
        input: the user's own, with `Scope.INPUT` alone.
        generation: 1, raised by each rejudge; attempt: tries of this generation so far, from 0.
        faults: tries of this generation that failed or were lost, and so by no fault of the program.
        tag: place in its band; lower ones first.
        not_before: until when it is not to be judged.
        worker: at which the last attempt was made.
        batch_id: the batch that it came with.
        rejudge_id, original_id: of a copy that is judged to see what a rejudge would change; nobody but
            the rejudge knows of it.
        result: once judged, or judge error; also of cancelled ones a verdict `CA`.
    """

    id: SubmissionId
    language: str
    source: str
    created_at: datetime
    problem_id: str | None = None
    user_id: str | None = None
    scope: Scope = Scope.ALL
    input: str | None = None
    state: State = State.QUEUED
    generation: int = 1
    attempt: int = 0
    faults: int = 0
    band: Band = Band.PRACTICE
    tag: int = 0
    not_before: datetime | None = None
    worker: str | None = None
    batch_id: BatchId | None = None
    rejudge_id: RejudgeId | None = None
    original_id: SubmissionId | None = None
    judged_at: datetime | None = None
    result: Result | None = None

    @property
    def line(self) -> Line:
        return Line(band=self.band, route=self.language)


_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u, so that ids can be read aloud


def submission_id_of(at: datetime, random: bytes) -> SubmissionId:
    return SubmissionId("sub_" + sortable_digits(at, random))


def sortable_digits(at: datetime, random: bytes) -> str:
    """Make 26 digits that sort by time: milliseconds in 48 bits, then 80 random ones (10 bytes)."""
    number = (int(at.timestamp() * 1000) << 80) | int.from_bytes(random[:10], "big")
    return "".join(_BASE32[(number >> shift) & 31] for shift in range(125, -1, -5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A worker's right to judge: all that must still hold when it commits."""

    submission_id: SubmissionId
    generation: int
    attempt: int


def check_text(text: str, *, field: str, limit_bytes: int, may_be_empty: bool = False) -> None:
    """Refuse a source or an input that can't be judged.

    Raises:
        RequestError: it is empty, longer than the limit in UTF-8, or has a NUL or lone surrogate.
    """
    if not text and not may_be_empty:
        raise RequestError(f"{field} is empty", code=f"empty_{field}", field=field)
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise RequestError(f"{field} is not valid Unicode text", code="invalid_text", field=field) from error
    if size > limit_bytes:
        raise RequestError(
            f"{field} has {size} bytes, the limit is {limit_bytes}", code=f"{field}_too_large", field=field
        )
    if "\0" in text:
        at = text.index("\0")
        raise RequestError(f"{field} has a NUL byte at character {at + 1}", code="invalid_text", field=field)
