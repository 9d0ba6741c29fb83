"""What listeners are told while a submission is judged."""

from dataclasses import dataclass
from enum import StrEnum

from judgebox.domain.submission import Submission, SubmissionId
from judgebox.domain.verdict import CaseResult, Result


class EventKind(StrEnum):
    """Steps of a judging. `FINISHED` is the last one of a generation: judged or cancelled."""

    QUEUED = "queued"
    COMPILING = "compiling"
    RUNNING = "running"
    CASE = "case"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step, as told to whoever listens to the submission or to its user.

    Attributes:
        attempt: the try that tells it; listeners drop events of an older attempt than they know.
        case_count: how many cases there are, from `RUNNING` on.
        case: with `CASE`, the case just judged.
        result: with `FINISHED`, the judgement; its cases may be left out to keep the message small.
    """

    kind: EventKind
    submission_id: SubmissionId
    problem_id: str | None
    user_id: str | None
    generation: int
    attempt: int
    case_count: int | None = None
    case: CaseResult | None = None
    result: Result | None = None


def event_of(
    submission: Submission,
    kind: EventKind,
    *,
    attempt: int,
    case_count: int | None = None,
    case: CaseResult | None = None,
    result: Result | None = None,
) -> Event:
    """Make an event about a submission."""
    return Event(
        kind=kind,
        submission_id=submission.id,
        problem_id=submission.problem_id,
        user_id=submission.user_id,
        generation=submission.generation,
        attempt=attempt,
        case_count=case_count,
        case=case,
        result=result,
    )
