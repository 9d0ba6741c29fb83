"""What the API says of batches."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from pydantic import Field

from judgebox.api.schemas import Answer
from judgebox.domain.batch import Batch, BatchResult, BatchState
from judgebox.domain.submission import State
from judgebox.domain.verdict import Reason, Verdict


class BatchDetail(Answer):
    """A batch and how far it is."""

    id: str
    state: BatchState
    user_id: str | None
    created_at: datetime
    cancelled_at: datetime | None
    items: int = Field(description="How many were sent.")
    submissions: int = Field(description="How many of them differ, and so are judged.")
    finished: int = Field(description="How many of the submissions are final.")
    verdicts: dict[Verdict, int] = Field(description="Items by verdict, of those that have one.")


class ResultLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of results: what came of one item. Written by msgspec, since there are thousands."""

    cursor: str
    item: int
    name: str | None
    submission: str
    state: State
    verdict: Verdict | None
    reason: Reason | None
    score: float | None
    cpu_time_s: float | None
    memory_kib: int | None
    detail: str | None


def batch_detail(batch: Batch, verdicts: Mapping[Verdict, int]) -> BatchDetail:
    return BatchDetail(
        id=batch.id,
        state=batch.state,
        user_id=batch.user_id,
        created_at=batch.created_at,
        cancelled_at=batch.cancelled_at,
        items=batch.items,
        submissions=batch.submissions,
        finished=batch.finished,
        verdicts=dict(verdicts),
    )


def result_line(found: BatchResult) -> bytes:
    result = found.submission.result
    line = ResultLine(
        cursor=str(found.cursor),
        item=found.item.number,
        name=found.item.name,
        submission=found.submission.id,
        state=found.submission.state,
        verdict=None if result is None else result.verdict,
        reason=None if result is None else result.reason,
        score=None if result is None else result.score,
        cpu_time_s=None if result is None else result.cpu_time.total_seconds(),
        memory_kib=None if result is None else result.memory_bytes // 1024,
        detail=None if result is None else result.detail,
    )
    return msgspec.json.encode(line) + b"\n"


BATCH_ID = "bat_01kaxm3s8gz4q7d2n5w9t1v6bc"

_COMMON: dict[str, Any] = {
    "problem": {"type": "string", "description": "Id of the problem."},
    "language": {"type": "string", "description": "Id or alias of a language."},
    "scope": {"type": "string", "enum": ["all", "samples", "input"]},
    "input": {"type": "string", "description": "With scope `input`: what the program reads."},
}

BATCH_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["items"],
    "additionalProperties": False,
    "properties": {
        "user_id": {"type": "string", "description": "Whoever it is judged for."},
        "defaults": {
            "type": "object",
            "description": "What holds for items that don't say it themselves.",
            "additionalProperties": False,
            "properties": _COMMON,
        },
        "items": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["source"],
                "additionalProperties": False,
                "properties": {
                    "source": {"type": "string"},
                    **_COMMON,
                    "name": {"type": "string", "description": "Your own word for it; comes back with the result."},
                },
            },
        },
    },
}
"""As `batch_body.Document` reads it."""

NEW_BATCH_EXAMPLE: dict[str, Any] = {
    "user_id": "ada",
    "defaults": {"problem": "a-plus-b", "language": "python"},
    "items": [
        {"source": "print(sum(map(int, input().split())))\n", "name": "first try"},
        {"source": "int main(void) { return 0; }\n", "language": "c"},
    ],
}

BATCH_EXAMPLE: dict[str, Any] = {
    "id": BATCH_ID,
    "state": "judging",
    "user_id": "ada",
    "created_at": "2026-11-25T12:00:00Z",
    "cancelled_at": None,
    "items": 2,
    "submissions": 2,
    "finished": 1,
    "verdicts": {"AC": 1},
}

RESULT_EXAMPLE = (
    '{"cursor":"1.0","item":0,"name":"first try","submission":"sub_01kaxm3s8gz4q7d2n5w9t1v6bc","state":"judged",'
    '"verdict":"AC","reason":null,"score":null,"cpu_time_s":0.014,"memory_kib":6120,"detail":null}\n'
)
