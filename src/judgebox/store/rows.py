"""Rows become domain objects here, and domain objects rows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from judgebox.domain.problem import Problem
from judgebox.domain.submission import Band, Scope, State, Submission, SubmissionId
from judgebox.domain.verdict import Reason, Result, Verdict
from judgebox.store.tables import submissions

MICROSECOND = timedelta(microseconds=1)

LISTED = [column for column in submissions.columns if column.name != "result"]
"""What a list shows of submissions: not their cases."""


def encode(value: object) -> str:
    """Write a domain object as a JSON document."""
    return msgspec.json.encode(value).decode()


def is_storable(text: str) -> bool:
    """Whether a database can hold it: PostgreSQL has no NUL, and a lone surrogate is no Unicode.

    So nothing that is stored matches a text that is not.
    """
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def storable(text: str) -> str:
    """What a database can hold of a text for people."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


def row_of_submission(submission: Submission) -> dict[str, Any]:
    """The columns of a new submission."""
    return {
        "id": submission.id,
        "problem_id": submission.problem_id,
        "user_id": submission.user_id,
        "language": submission.language,
        "source": submission.source,
        "scope": submission.scope,
        "input": submission.input,
        "state": submission.state,
        "generation": submission.generation,
        "attempt": submission.attempt,
        "faults": submission.faults,
        "band": submission.band,
        "tag": submission.tag,
        "not_before": submission.not_before,
        "batch_id": submission.batch_id,
        "rejudge_id": submission.rejudge_id,
        "original_id": submission.original_id,
        "created_at": submission.created_at,
    }


def submission_of_row(row: RowMapping) -> Submission:
    """A submission with its whole result, or what the row has of it if `result` was not selected."""
    return Submission(
        id=SubmissionId(row["id"]),
        language=row["language"],
        source=row["source"],
        created_at=row["created_at"],
        problem_id=row["problem_id"],
        user_id=row["user_id"],
        scope=Scope(row["scope"]),
        input=row["input"],
        state=State(row["state"]),
        generation=row["generation"],
        attempt=row["attempt"],
        faults=row["faults"],
        band=Band(row["band"]),
        tag=row["tag"],
        not_before=row["not_before"],
        worker=row["owner"],
        batch_id=row["batch_id"],
        rejudge_id=row["rejudge_id"],
        original_id=row["original_id"],
        judged_at=row["judged_at"],
        result=_result_of_row(row),
    )


def _result_of_row(row: RowMapping) -> Result | None:
    if row["verdict"] is None:
        return None
    if "result" in row:
        return msgspec.json.decode(row["result"], type=Result)
    return Result(
        verdict=Verdict(row["verdict"]),
        reason=None if row["reason"] is None else Reason(row["reason"]),
        score=row["score"],
        cpu_time=row["cpu_us"] * MICROSECOND,
        memory_bytes=row["memory_bytes"],
        tier=row["tier"],
        detail=row["detail"],
    )


def columns_of_result(result: Result) -> dict[str, Any]:
    """The columns that a verdict sets."""
    return {
        "verdict": result.verdict,
        "reason": result.reason,
        "score": result.score,
        "cpu_us": result.cpu_time // MICROSECOND,
        "memory_bytes": result.memory_bytes,
        "tier": result.tier,
        "detail": None if result.detail is None else storable(result.detail),
        "result": encode(result),
    }


def row_of_problem(problem: Problem) -> dict[str, Any]:
    """The columns of a problem."""
    summary = replace(problem, cases=(), statements={})
    return {
        "id": problem.id,
        "version": problem.version,
        "summary": encode(summary),
        "document": encode(problem),
    }


def problem_of_document(document: str) -> Problem:
    return msgspec.json.decode(document, type=Problem)
