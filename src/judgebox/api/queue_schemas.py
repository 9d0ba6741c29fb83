"""What the operators' part of the API takes and gives. Units are in the names."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from judgebox.api.schemas import Answer, Body, seconds
from judgebox.domain.attempt import Attempt, AttemptOutcome
from judgebox.domain.backlog import Unserved
from judgebox.domain.submission import Band, Submission
from judgebox.domain.switches import SwitchBoard
from judgebox.domain.worker import WorkerReport, WorkerState
from judgebox.ports import RejectedMessage
from judgebox.usecases.figures import DEAD_LIMIT, BandFigures, QueueFigures


class BandName(StrEnum):
    """Bands as the API calls them, highest first."""

    CONTEST = "contest"
    PRACTICE = "practice"
    BULK = "bulk"
    REJUDGE = "rejudge"

    @property
    def band(self) -> Band:
        return Band[self.name]


def name_of(band: Band) -> BandName:
    return BandName[band.name]


class Bands(Body):
    """Which bands are meant."""

    bands: list[BandName] | None = Field(None, description="Their names; without them all.", min_length=1, max_length=4)

    def chosen(self) -> frozenset[Band]:
        return frozenset(Band) if self.bands is None else frozenset(each.band for each in self.bands)


class IntakeChange(Body):
    """Whether new submissions are taken in."""

    open: bool


class BandChange(Body):
    """Where a submission is to wait."""

    band: BandName


class BandDetail(Answer):
    """How a band is doing."""

    band: BandName
    waiting: int = Field(description="Submissions that may be judged now.")
    offered: int | None = Field(description="So many of them are in the queue; the rest follows as it empties.")
    judging: int
    oldest_s: float | None = Field(description="How long the oldest of them has waited.")
    rate_1m: float = Field(description="Verdicts a second, in the last minute.")
    rate_5m: float = Field(description="Verdicts a second, in the last five minutes.")
    wait_p50_s: float | None = Field(description="From sending to the first attempt, in the last five minutes.")
    wait_p90_s: float | None
    paused: bool


class UnservedDetail(Answer):
    """A language in which something waits, but which no living worker can judge."""

    route: str
    waiting: int
    wanted_slots: int


class QueueDetail(Answer):
    """How the queue is doing."""

    bands: list[BandDetail]
    intake: str = Field(description="`open`, or `closed` while the site is drained.")
    delayed: int = Field(description="Submissions that are not to be judged yet.")
    dead: int = Field(description=f"Submissions set aside as judge errors; {DEAD_LIMIT} means as many or more.")
    rejected: int | None = Field(description="Messages set aside that no worker could use; null if the queue is away.")
    judging_time_s: float | None = Field(description="What an attempt took, in the mean of the last five minutes.")
    slots: int = Field(description="Of all living workers.")
    busy_slots: int
    wanted_slots: int = Field(description="What an autoscaler should follow.")
    unserved: list[UnservedDetail]


class SwitchDetail(Answer):
    """Where the switches stand."""

    paused: list[BandName]
    intake: str


class RejectedDetail(Answer):
    """A message that no worker could use."""

    message: str
    reason: str
    at: datetime


class RejectedList(Answer):
    items: list[RejectedDetail]


class DeadDetail(Answer):
    """A submission that was set aside as a judge error."""

    id: str
    problem: str | None
    language: str
    user_id: str | None
    band: BandName
    detail: str | None = Field(description="What went wrong last.")
    attempts: int
    worker: str | None = Field(description="Where the last attempt was made.")
    created_at: datetime
    judged_at: datetime | None


class DeadList(Answer):
    items: list[DeadDetail]


class AttemptDetail(Answer):
    """One try at judging a submission."""

    generation: int
    attempt: int
    worker: str
    started_at: datetime
    ended_at: datetime | None
    outcome: AttemptOutcome | None = Field(description="null while it goes on.")
    error: str | None = Field(description="What of ours broke.")


class AttemptList(Answer):
    items: list[AttemptDetail]


class JudgingDetail(Answer):
    """What a worker has in hand."""

    submission: str
    attempt: int | None
    since: datetime


class WorkerDetail(Answer):
    """What a worker told of itself last."""

    id: str
    name: str
    state: WorkerState
    version: str
    host: str
    tier: str
    slots: int
    busy: int
    languages: dict[str, str | None] = Field(description="Each with its version, where that is known.")
    judging: list[JudgingDetail]
    started_at: datetime
    beat_at: datetime


class WorkerList(Answer):
    items: list[WorkerDetail]


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else seconds(duration)


def band_detail(figures: BandFigures) -> BandDetail:
    return BandDetail(
        band=name_of(figures.band),
        waiting=figures.waiting,
        offered=figures.offered,
        judging=figures.judging,
        oldest_s=_seconds(figures.oldest),
        rate_1m=round(figures.rate_1m, 3),
        rate_5m=round(figures.rate_5m, 3),
        wait_p50_s=_seconds(figures.wait_p50),
        wait_p90_s=_seconds(figures.wait_p90),
        paused=figures.is_paused,
    )


def queue_detail(figures: QueueFigures) -> QueueDetail:
    return QueueDetail(
        bands=[band_detail(each) for each in figures.bands],
        intake=_intake(figures.is_closed),
        delayed=figures.delayed,
        dead=figures.dead,
        rejected=figures.rejected,
        judging_time_s=_seconds(figures.judging_time),
        slots=figures.slots,
        busy_slots=figures.busy,
        wanted_slots=figures.wanted_slots,
        unserved=[unserved_detail(each) for each in figures.unserved],
    )


def unserved_detail(unserved: Unserved) -> UnservedDetail:
    return UnservedDetail(route=unserved.route, waiting=unserved.waiting, wanted_slots=unserved.wanted_slots)


def switch_detail(board: SwitchBoard) -> SwitchDetail:
    return SwitchDetail(paused=[name_of(band) for band in sorted(board.paused)], intake=_intake(board.is_closed))


def _intake(is_closed: bool) -> str:
    return "closed" if is_closed else "open"


def rejected_detail(rejected: RejectedMessage) -> RejectedDetail:
    return RejectedDetail(message=rejected.message, reason=rejected.reason, at=rejected.at)


def dead_detail(submission: Submission) -> DeadDetail:
    return DeadDetail(
        id=submission.id,
        problem=submission.problem_id,
        language=submission.language,
        user_id=submission.user_id,
        band=name_of(submission.band),
        detail=submission.result and submission.result.detail,
        attempts=submission.attempt,
        worker=submission.worker,
        created_at=submission.created_at,
        judged_at=submission.judged_at,
    )


def attempt_detail(attempt: Attempt) -> AttemptDetail:
    return AttemptDetail(
        generation=attempt.generation,
        attempt=attempt.number,
        worker=attempt.worker,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
        outcome=attempt.outcome,
        error=attempt.error,
    )


def worker_detail(worker: WorkerReport) -> WorkerDetail:
    return WorkerDetail(
        id=worker.id,
        name=worker.name,
        state=worker.state,
        version=worker.version,
        host=worker.host,
        tier=worker.tier,
        slots=worker.slots,
        busy=max(worker.slots - worker.free, 0),
        languages=dict(worker.languages),
        judging=[
            JudgingDetail(submission=each.submission_id, attempt=each.attempt, since=each.since)
            for each in worker.judging
        ],
        started_at=worker.started_at,
        beat_at=worker.beat_at,
    )
