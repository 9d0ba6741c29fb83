"""Attempts: tries at judging a submission, as they are remembered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from judgebox.domain.submission import SubmissionId


class AttemptOutcome(StrEnum):
    """How an attempt ended.

    `judged`: its verdict was stored. `failed`: something of ours broke. `stopped`: its worker was told to stop, and
    handed it on. `lost`: nobody heard of it any more. `cancelled`: the submission was cancelled under it.
    """

    JUDGED = "judged"
    FAILED = "failed"
    STOPPED = "stopped"
    LOST = "lost"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at one generation of a submission.

    Attributes:
        number: from 1 in each generation.
        ended_at, outcome: None while it goes on.
        error: what broke, for operators.
    """

    submission_id: SubmissionId
    generation: int
    number: int
    worker: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: AttemptOutcome | None = None
    error: str | None = None
