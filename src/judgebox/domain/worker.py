"""Workers: what each of them tells of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from judgebox.domain.submission import SubmissionId

WorkerId = NewType("WorkerId", str)
"""Of one life of one process: its name and eight random digits. Two workers may have one name, never one id."""

NAME_CHARACTERS = 48

SILENT_AFTER = timedelta(seconds=10)
"""Who has not told anything for so long, five beats, is taken for dead in listings. Leases decide by themselves."""


class WorkerState(StrEnum):
    """What a worker is about.

    `working`: takes what comes. `draining`: takes nothing any more, and ends what it has. `stopped`: has said
    goodbye. `silent`: has not, but nothing is heard of it any more.
    """

    WORKING = "working"
    DRAINING = "draining"
    STOPPED = "stopped"
    SILENT = "silent"

    @property
    def is_alive(self) -> bool:
        return self in (WorkerState.WORKING, WorkerState.DRAINING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What a worker has in hand.

    Attributes:
        attempt: None while it is about to begin.
    """

    submission_id: SubmissionId
    attempt: int | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerReport:
    """What a worker tells of itself, with every beat anew.

    Attributes:
        tier: of its sandbox.
        languages: what it can judge, each with its version as far as that is known.
        beat_at: when it told this.
    """

    id: WorkerId
    name: str
    state: WorkerState
    version: str
    host: str
    tier: str
    slots: int
    free: int
    languages: Mapping[str, str | None]
    judging: tuple[Judging, ...]
    started_at: datetime
    beat_at: datetime


def worker_id_of(name: str, random: bytes) -> WorkerId:
    return WorkerId(f"{name}-{random[:4].hex()}")


def state_at(report: WorkerReport, now: datetime) -> WorkerState:
    """Say in which state a worker is, going by its last beat."""
    if report.state.is_alive and now - report.beat_at > SILENT_AFTER:
        return WorkerState.SILENT
    return report.state
