"""What is not finished, in figures, and what follows from them; all of it for people and for autoscalers."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.submission import Band, Line

TARGET_WAITS: Mapping[Band, timedelta] = {
    Band.CONTEST: timedelta(seconds=30),
    Band.PRACTICE: timedelta(seconds=30),
    Band.BULK: timedelta(hours=1),
    Band.REJUDGE: timedelta(hours=1),
}
"""How long what waits now should wait at most: in the upper bands somebody sits before it."""

USUAL_JUDGING = timedelta(seconds=1)
"""What judging takes, as long as nothing was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depths:
    """How much is not finished.

    Attributes:
        waiting: what may be judged now, by line; lines without anything are left out.
        judging: by line likewise.
        delayed: what is not to be judged yet.
    """

    waiting: Mapping[Line, int]
    judging: Mapping[Line, int]
    delayed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentAttempt:
    """An attempt of the last minutes, as far as figures need it.

    Attributes:
        waited: from when it was sent until this attempt began; None if it is not the first one.
    """

    band: Band
    started_at: datetime
    ended_at: datetime | None
    outcome: AttemptOutcome | None
    waited: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """A route on which something waits, but which no living worker can judge."""

    route: str
    waiting: int
    wanted_slots: int


def count_by_band(counts: Mapping[Line, int]) -> Mapping[Band, int]:
    """Sum up lines; every band is there."""
    return {band: sum(count for line, count in counts.items() if line.band is band) for band in Band}


def covered_window(attempts: Sequence[RecentAttempt], *, now: datetime, window: timedelta, limit: int) -> timedelta:
    """Say how much of a window a sample shows: all of it, or what the newest `limit` attempts span."""
    if len(attempts) < limit:
        return window
    return min(window, now - min(attempt.started_at for attempt in attempts))


def rate_of(attempts: Sequence[RecentAttempt], *, now: datetime, window: timedelta) -> float:
    """Say how many attempts a second ended with a verdict in a window before now."""
    ended = sum(
        attempt.outcome is AttemptOutcome.JUDGED
        and attempt.ended_at is not None
        and now - window < attempt.ended_at <= now
        for attempt in attempts
    )
    return ended / max(window.total_seconds(), 1.0)


def judging_time_of(attempts: Sequence[RecentAttempt]) -> timedelta | None:
    """The mean time from the start of an attempt to its verdict; None if there was none."""
    times = [
        attempt.ended_at - attempt.started_at
        for attempt in attempts
        if attempt.outcome is AttemptOutcome.JUDGED and attempt.ended_at is not None
    ]
    return sum(times, timedelta()) / len(times) if times else None


def quantile(durations: Sequence[timedelta], share: float) -> timedelta | None:
    """The duration that this share of them does not exceed; None if there are none."""
    ordered = sorted(durations)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1] if ordered else None


def outcomes_of(attempts: Sequence[RecentAttempt]) -> Mapping[AttemptOutcome, int]:
    """Count how attempts ended; every outcome is there."""
    counted = Counter(attempt.outcome for attempt in attempts)
    return {outcome: counted[outcome] for outcome in AttemptOutcome}


def wanted_slots(
    waiting: Mapping[Band, int], judging: Mapping[Band, int], *, judging_time: timedelta | None = None
) -> int:
    """Say how many slots the fleet should have: the number for an autoscaler to follow.

    It is what is not finished, times what one judging takes, divided by how long it may wait (`TARGET_WAITS`).
    With so many slots all that waits is done in that time. If submissions keep coming faster than the slots
    judge them, the number grows with the queue until the wait is the target, and stays there: it follows the
    wait and not the load of the moment, so that it does not swing. It is never below the slots that are busy,
    so that nobody stops a worker that judges, and at least one where anything waits.
    """
    each = (judging_time or USUAL_JUDGING).total_seconds()
    needed = sum((waiting[band] + judging[band]) * each / TARGET_WAITS[band].total_seconds() for band in Band)
    return max(math.ceil(round(needed, 6)), sum(judging.values()), int(any(waiting.values())))


def unserved_routes(
    waiting: Mapping[Line, int], served: Collection[str], *, judging_time: timedelta | None = None
) -> Sequence[Unserved]:
    """Find the routes on which something waits in vain, with the slots that each would need.

    Args:
        served: what the living workers can judge, all together.
    """
    none = dict.fromkeys(Band, 0)
    found = []
    for route in sorted({line.route for line in waiting} - set(served)):
        of_route = count_by_band({line: count for line, count in waiting.items() if line.route == route})
        slots = wanted_slots(of_route, none, judging_time=judging_time)
        found.append(Unserved(route=route, waiting=sum(of_route.values()), wanted_slots=slots))
    return found
