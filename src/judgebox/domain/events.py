"""What listeners are told while a submission is judged, and in which place of its history each event stands."""

import re
from dataclasses import dataclass
from enum import StrEnum

from judgebox.domain.errors import RequestError
from judgebox.domain.submission import Submission, SubmissionId
from judgebox.domain.verdict import CaseResult, Result


class EventKind(StrEnum):
    """Steps of a judging. `FINISHED` is the last one of a generation: judged or cancelled."""

    QUEUED = "queued"
    COMPILING = "compiling"
    RUNNING = "running"
    CASE = "case"
    FINISHED = "finished"


LAST_SEQUENCE = 1_000_000
"""The number of `FINISHED` in its attempt: whoever commits the end need not know how much was told before it."""

NUMBER_LIMIT = 2**31
"""Generations, attempts and sequences are below it."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where an event stands in the history of its submission; they are in the order in which things happen.

    It follows from the event alone: the same event told twice, by whomever, has the same position, also after a queue
    came back empty. An event of an attempt that was taken over stands before those of its successor.
    """

    generation: int
    attempt: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.generation}.{self.attempt}.{self.sequence}"


def parse_position(text: str) -> Position:
    """Read a position as it is written, such as "1.2.7".

    Raises:
        RequestError: it is none.
    """
    found = re.fullmatch(r"([0-9]{1,10})\.([0-9]{1,10})\.([0-9]{1,10})", text, re.ASCII)
    if found is not None:
        numbers = [int(number) for number in found.groups()]
        if max(numbers) < NUMBER_LIMIT:
            return Position(*numbers)
    raise RequestError(f"{text[:64]!r} is not a position in a history of events", code="invalid_position")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step, as told to whoever listens to the submission or to its user.

    Attributes:
        attempt: the try that tells it, 0 for what is told before the first.
        sequence: its number in this attempt, from 1; 0 for what no attempt tells.
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
    sequence: int = 0
    case_count: int | None = None
    case: CaseResult | None = None
    result: Result | None = None

    @property
    def position(self) -> Position:
        sequence = LAST_SEQUENCE if self.kind is EventKind.FINISHED else self.sequence
        return Position(self.generation, self.attempt, sequence)


def event_of(
    submission: Submission,
    kind: EventKind,
    *,
    attempt: int,
    sequence: int = 0,
    case_count: int | None = None,
    case: CaseResult | None = None,
    result: Result | None = None,
) -> Event:
    """Make an event about a submission; the end of an attempt needs no sequence."""
    return Event(
        kind=kind,
        submission_id=submission.id,
        problem_id=submission.problem_id,
        user_id=submission.user_id,
        generation=submission.generation,
        attempt=attempt,
        sequence=LAST_SEQUENCE if kind is EventKind.FINISHED else sequence,
        case_count=case_count,
        case=case,
        result=result,
    )
