"""What the API takes and gives of rejudges, with examples. Units are in the names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from judgebox.api.examples import SUBMISSION_ID
from judgebox.api.moments import Moment
from judgebox.api.schemas import Answer, Body, Name
from judgebox.domain.rejudge import (
    IDS_LIMIT,
    REASON_LIMIT,
    Change,
    MatrixCell,
    Rejudge,
    RejudgeKind,
    RejudgeState,
    Selection,
)
from judgebox.domain.submission import SubmissionId
from judgebox.domain.verdict import Verdict
from judgebox.languages import Catalog

IdOfSubmission = Annotated[str, StringConstraints(pattern=r"^sub_[0-9A-Za-z]{1,60}$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=REASON_LIMIT, pattern=r"^[^\x00-\x1f\x7f]+$")]


class NewRejudge(Body):
    """Which submissions are to be judged again: those that fit all that is said, of which something must be."""

    reason: Reason = Field(description="Why, for whoever looks at it later.")
    problem: Name | None = None
    user_id: Name | None = None
    language: Name | None = Field(None, description="Id or alias.")
    verdict: Verdict | None = Field(None, description="That they have now.")
    created_from: Moment | None = Field(None, description="Sent at this time or later (RFC 3339).")
    created_before: Moment | None = Field(None, description="Sent before this time.")
    submissions: list[IdOfSubmission] | None = Field(
        None, min_length=1, max_length=IDS_LIMIT, description="Ids, one by one; those without a verdict are left out."
    )
    dry_run: bool = Field(False, description="Only count.")

    def selection(self, catalog: Catalog) -> Selection:
        return Selection(
            problem_id=self.problem,
            user_id=self.user_id,
            language=self.language and (catalog.find(self.language) or self.language),
            verdict=self.verdict,
            created_from=self.created_from,
            created_before=self.created_before,
            submission_ids=None if self.submissions is None else tuple(map(SubmissionId, self.submissions)),
        )


class Application(Body):
    """How a rejudge is to be applied."""

    force: bool = Field(
        False,
        description="Although some copies ended as a judge error; the submissions that they are of keep their verdict.",
    )


class RejudgeCount(Answer):
    submissions: int = Field(description="How many would be judged again.")


class Chosen(Answer):
    """Which submissions were asked for; null says nothing."""

    problem: str | None
    user_id: str | None
    language: str | None
    verdict: Verdict | None
    created_from: datetime | None
    created_before: datetime | None
    submissions: list[str] | None


class RejudgeDetail(Answer):
    """A rejudge as a whole."""

    id: str
    state: RejudgeState
    kind: RejudgeKind = Field(description="`sample` is that of the daily re-verification.")
    reason: str
    chosen: Chosen
    created_at: datetime
    ended_at: datetime | None
    submissions: int = Field(description="How many are judged again.")
    judged: int = Field(description="How many of them are judged by now; 0 once it is over.")
    judge_errors: int = Field(description="How many of those ended as a judge error, which says nothing of a program.")
    applied: int = Field(description="Submissions that have their new verdict.")
    changed: int = Field(description="Those of them whose verdict or score is another one now.")
    skipped: int = Field(
        description="Submissions that kept what they had: judged again by someone else meanwhile, or a judge error."
    )


class RejudgePage(Answer):
    """Rejudges, newest first."""

    items: list[RejudgeDetail]
    has_more: bool
    next: str | None = Field(description="What to give as `after` for the next page.")


class Cell(Answer):
    """How many submissions have one verdict and get another, or the same."""

    old: Verdict
    new: Verdict
    count: int


class Matrix(Answer):
    """Old and new verdicts of what is judged by now."""

    cells: list[Cell] = Field(description="Without judge errors.")
    same: int
    different: int
    judge_errors: int


class ChangeItem(Answer):
    """A submission that gets another verdict or score."""

    submission: str
    problem: str | None
    user_id: str | None
    language: str
    old: Verdict
    new: Verdict
    old_score: float | None
    new_score: float | None


class ChangePage(Answer):
    """Changes, in order of the submissions' ids; none once it is over."""

    items: list[ChangeItem]
    has_more: bool
    next: str | None = Field(description="What to give as `after` for the next page.")


def rejudge_detail(rejudge: Rejudge) -> RejudgeDetail:
    which = rejudge.which
    return RejudgeDetail(
        id=rejudge.id,
        state=rejudge.state,
        kind=rejudge.kind,
        reason=rejudge.reason,
        chosen=Chosen(
            problem=which.problem_id,
            user_id=which.user_id,
            language=which.language,
            verdict=which.verdict,
            created_from=which.created_from,
            created_before=which.created_before,
            submissions=None if which.submission_ids is None else list(which.submission_ids),
        ),
        created_at=rejudge.created_at,
        ended_at=rejudge.ended_at,
        submissions=rejudge.submissions,
        judged=rejudge.judged,
        judge_errors=rejudge.faults,
        applied=rejudge.applied,
        changed=rejudge.changed,
        skipped=rejudge.skipped,
    )


def rejudge_page(rejudges: Sequence[Rejudge], *, limit: int) -> RejudgePage:
    """Make a page of rejudges, of which one more than the limit was asked for."""
    items = [rejudge_detail(each) for each in rejudges[:limit]]
    has_more = len(rejudges) > limit
    return RejudgePage(items=items, has_more=has_more, next=items[-1].id if has_more else None)


def matrix_detail(cells: Sequence[MatrixCell]) -> Matrix:
    known = [cell for cell in cells if cell.new is not Verdict.JUDGE_ERROR]
    return Matrix(
        cells=[Cell(old=cell.old, new=cell.new, count=cell.count) for cell in known],
        same=sum(cell.count for cell in known if cell.old is cell.new),
        different=sum(cell.count for cell in known if cell.old is not cell.new),
        judge_errors=sum(cell.count for cell in cells) - sum(cell.count for cell in known),
    )


def change_page(changes: Sequence[Change], *, limit: int) -> ChangePage:
    """Make a page of changes, of which one more than the limit was asked for."""
    items = [
        ChangeItem(
            submission=each.submission_id,
            problem=each.problem_id,
            user_id=each.user_id,
            language=each.language,
            old=each.old,
            new=each.new,
            old_score=each.old_score,
            new_score=each.new_score,
        )
        for each in changes[:limit]
    ]
    has_more = len(changes) > limit
    return ChangePage(items=items, has_more=has_more, next=items[-1].submission if has_more else None)


REJUDGE_ID = "rej_01kaxm3s8gz4q7d2n5w9t1v6bf"
NEW_REJUDGE_EXAMPLE: Mapping[str, Any] = {
    "reason": "case secret/07 was wrong",
    "problem": "a-plus-b",
    "created_from": "2026-11-01T00:00:00Z",
}
REJUDGE_EXAMPLE: Mapping[str, Any] = {
    "id": REJUDGE_ID,
    "state": "ready",
    "kind": "ordered",
    "reason": "case secret/07 was wrong",
    "chosen": {
        "problem": "a-plus-b",
        "user_id": None,
        "language": None,
        "verdict": None,
        "created_from": "2026-11-01T00:00:00Z",
        "created_before": None,
        "submissions": None,
    },
    "created_at": "2026-11-25T16:00:00Z",
    "ended_at": None,
    "submissions": 412,
    "judged": 412,
    "judge_errors": 0,
    "applied": 0,
    "changed": 0,
    "skipped": 0,
}
REJUDGE_PAGE_EXAMPLE: Mapping[str, Any] = {"items": [REJUDGE_EXAMPLE], "has_more": False, "next": None}
COUNT_EXAMPLE: Mapping[str, Any] = {"submissions": 412}
MATRIX_EXAMPLE: Mapping[str, Any] = {
    "cells": [
        {"old": "AC", "new": "AC", "count": 300},
        {"old": "WA", "new": "AC", "count": 12},
        {"old": "WA", "new": "WA", "count": 100},
    ],
    "same": 400,
    "different": 12,
    "judge_errors": 0,
}
CHANGE_PAGE_EXAMPLE: Mapping[str, Any] = {
    "items": [
        {
            "submission": SUBMISSION_ID,
            "problem": "a-plus-b",
            "user_id": "ada",
            "language": "python",
            "old": "WA",
            "new": "AC",
            "old_score": None,
            "new_score": None,
        }
    ],
    "has_more": True,
    "next": SUBMISSION_ID,
}
