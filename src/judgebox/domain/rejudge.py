"""Rejudges: judging again what is judged already, seeing first what that would change."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from judgebox.domain.errors import RequestError
from judgebox.domain.submission import RejudgeId, SubmissionId, sortable_digits
from judgebox.domain.verdict import Verdict

IDS_LIMIT = 1000
"""How many submissions may be named one by one."""

REASON_LIMIT = 1000
"""Characters."""


class RejudgeState(StrEnum):
    """Where a rejudge is.

    `preparing`: copies are being made. `judging`: they wait or are judged. `ready`: all are judged, and an operator
    is to look. `applying`: verdicts are being taken over. `dropping`: copies are being removed. The other two are
    final.
    """

    PREPARING = "preparing"
    JUDGING = "judging"
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    DROPPING = "dropping"
    DROPPED = "dropped"

    @property
    def is_final(self) -> bool:
        return self in (RejudgeState.APPLIED, RejudgeState.DROPPED)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self in (RejudgeState.PREPARING, RejudgeState.JUDGING, RejudgeState.READY)


class RejudgeKind(StrEnum):
    """Who started it: an operator, or the daily re-verification, which is dropped by itself if nothing differs."""

    ORDERED = "ordered"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which submissions are judged again: those that fit all that is said. What is None says nothing.

    Only submissions with a verdict are meant, and no runs on an own input, which have none to compare.

    Attributes:
        created_from, created_before: when they were sent; the second is the first moment that is too late.
    """

    problem_id: str | None = None
    user_id: str | None = None
    language: str | None = None
    verdict: Verdict | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    submission_ids: tuple[SubmissionId, ...] | None = None

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, each.name) is None for each in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudge:
    """A rejudge as a whole.

    Attributes:
        submissions: how many are judged again; until all copies are made, how many were found.
        judged: copies that have a verdict now; faults: those of them with `JE`, which say nothing of a program.
        applied: submissions that took over their new verdict; changed: those of them whose verdict or score is
            another one now; skipped: those that kept what they had, since they were judged again by someone else
            meanwhile, or since their copy ended with `JE`.
        ended_at: when it was applied or dropped.
    """

    id: RejudgeId
    created_at: datetime
    reason: str
    which: Selection
    state: RejudgeState
    kind: RejudgeKind = RejudgeKind.ORDERED
    submissions: int = 0
    judged: int = 0
    faults: int = 0
    applied: int = 0
    changed: int = 0
    skipped: int = 0
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """How many submissions have one verdict and get another, or the same."""

    old: Verdict
    new: Verdict
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A submission that gets another verdict or score."""

    submission_id: SubmissionId
    problem_id: str | None
    user_id: str | None
    language: str
    old: Verdict
    new: Verdict
    old_score: float | None
    new_score: float | None


def rejudge_id_of(at: datetime, random: bytes) -> RejudgeId:
    return RejudgeId("rej_" + sortable_digits(at, random))


COPY_PREFIX = "rej_"


def copy_suffix_of(rejudge_id: RejudgeId) -> str:
    """What the ids of a rejudge's copies end in: 50 bits of it that are random."""
    return rejudge_id[-10:]


def copy_id_of(original: SubmissionId, rejudge_id: RejudgeId) -> SubmissionId:
    """Name a copy: by its original, whose order it keeps, and by the rejudge. No submission of a user begins so."""
    return SubmissionId(COPY_PREFIX + original[len("sub_") :] + copy_suffix_of(rejudge_id))


def check_selection(which: Selection, reason: str) -> None:
    """Refuse what an operator can't mean.

    Raises:
        RequestError: nothing is selected, too many are named, times are in the wrong order, or there is no reason.
    """
    if which.is_empty:
        raise RequestError("say which submissions are to be judged again", code="empty_selection")
    if which.submission_ids is not None and not 0 < len(which.submission_ids) <= IDS_LIMIT:
        count = len(which.submission_ids)
        raise RequestError(f"{count} submissions are named; from 1 to {IDS_LIMIT} may be", field="submissions")
    if which.created_from and which.created_before and which.created_from >= which.created_before:
        raise RequestError("the range of time ends before it begins", field="created_before")
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise RequestError(f"the reason has {len(reason)} characters; from 1 to {REASON_LIMIT}", field="reason")


def differences_in(matrix: Sequence[MatrixCell]) -> int:
    """Count the submissions whose verdict differs, and those of which nothing was found out."""
    return sum(cell.count for cell in matrix if cell.old is not cell.new or cell.new is Verdict.JUDGE_ERROR)
