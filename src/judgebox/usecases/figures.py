"""Figures: how the queue is doing, for people, metrics and autoscalers; none costs more with a deep backlog."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.backlog import (
    Depths,
    RecentAttempt,
    Unserved,
    count_by_band,
    covered_window,
    judging_time_of,
    outcomes_of,
    quantile,
    rate_of,
    unserved_routes,
    wanted_slots,
)
from judgebox.domain.errors import QueueError
from judgebox.domain.submission import Band
from judgebox.domain.worker import WorkerReport
from judgebox.ports import Backlog, Clock, Dispatcher, QueueStats, Switches, Workers
from judgebox.usecases.remembered import Remembered

WINDOW = timedelta(minutes=5)
LAST_MINUTE = timedelta(minutes=1)

SAMPLE = 2000
"""Of attempts, the newest: enough for quantiles; a busier fleet is looked at for less than the whole window."""

DEAD_LIMIT = 10_000
"""Beyond it nobody needs to know the number exactly."""

LOOK_EVERY = timedelta(seconds=1)
LOOK_FOR_DEAD_EVERY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandFigures:
    """How a band is doing.

    Attributes:
        waiting: what may be judged now; offered: so many of them are in the queue, None if that is away.
        oldest: how long the oldest of them has waited.
        rate_1m, rate_5m: verdicts a second, in the last minute and the last five.
        wait_p50, wait_p90: from sending to the first attempt, of what began in the last five minutes.
    """

    band: Band
    waiting: int
    offered: int | None
    judging: int
    oldest: timedelta | None
    rate_1m: float
    rate_5m: float
    wait_p50: timedelta | None
    wait_p90: timedelta | None
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures:
    """How the queue is doing.

    Attributes:
        delayed: submissions that are not to be judged yet; dead: those set aside as judge errors, at most
            `DEAD_LIMIT`; rejected: messages set aside, None if the queue is away.
        judging_time: what an attempt took in the mean of the last five minutes.
        outcomes: how the attempts ended that began in the last five minutes, of `SAMPLE` at most.
        slots, busy: of all living workers.
    """

    bands: Sequence[BandFigures]
    is_closed: bool
    delayed: int
    dead: int
    rejected: int | None
    judging_time: timedelta | None
    outcomes: Mapping[AttemptOutcome, int]
    slots: int
    busy: int
    wanted_slots: int
    unserved: Sequence[Unserved]


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """All that was found, from which the figures of one band are taken."""

    now: datetime
    waiting: Mapping[Band, int]
    judging: Mapping[Band, int]
    oldest: Mapping[Band, datetime]
    recent: Sequence[RecentAttempt]
    stats: QueueStats | None
    paused: Collection[Band]

    def band(self, band: Band) -> BandFigures:
        of_band = [attempt for attempt in self.recent if attempt.band is band]
        waits = [attempt.waited for attempt in of_band if attempt.waited is not None]
        oldest = self.oldest.get(band)
        return BandFigures(
            band=band,
            waiting=self.waiting[band],
            offered=None if self.stats is None else self.stats.waiting_in(band),
            judging=self.judging[band],
            oldest=None if oldest is None else max(self.now - oldest, timedelta()),
            rate_1m=self._rate(of_band, LAST_MINUTE),
            rate_5m=self._rate(of_band, WINDOW),
            wait_p50=quantile(waits, 0.5),
            wait_p90=quantile(waits, 0.9),
            is_paused=band in self.paused,
        )

    def _rate(self, of_band: Sequence[RecentAttempt], window: timedelta) -> float:
        covered = covered_window(self.recent, now=self.now, window=window, limit=SAMPLE)
        return rate_of(of_band, now=self.now, window=covered)


@dataclass(kw_only=True)
class Figures:
    """Puts the figures together; made once for a process, which keeps what is costly for a while."""

    backlog: Backlog
    switches: Switches
    workers: Workers
    dispatcher: Dispatcher
    clock: Clock
    _depths: Remembered[Depths] = field(init=False)
    _recent: Remembered[Sequence[RecentAttempt]] = field(init=False)
    _oldest: Remembered[Mapping[Band, datetime]] = field(init=False)
    _dead: Remembered[int] = field(init=False)

    def __post_init__(self) -> None:
        self._depths = Remembered(self.backlog.depths, least=LOOK_EVERY)
        self._recent = Remembered(self._ask_recent, least=LOOK_EVERY)
        self._oldest = Remembered(self.backlog.oldest, least=LOOK_EVERY)
        self._dead = Remembered(self._count_dead, least=LOOK_FOR_DEAD_EVERY)

    async def depths(self) -> Depths:
        """Say what is not finished; at times some seconds old. Raises `StoreError`."""
        return await self._depths.get()

    async def queue(self) -> QueueFigures:
        """Say how the queue is doing. A queue that is away leaves out its own figures.

        Raises:
            StoreError: the database is away.
        """
        now = self.clock.now()
        depths, recent, oldest = await self._depths.get(), await self._recent.get(), await self._oldest.get()
        workers = [worker for worker in await self.workers.list(now) if worker.state.is_alive]
        board, stats = await self.switches.read(), await self._stats()
        waiting, judging = count_by_band(depths.waiting), count_by_band(depths.judging)
        view = _View(
            now=now, waiting=waiting, judging=judging, oldest=oldest, recent=recent, stats=stats, paused=board.paused
        )
        judging_time = judging_time_of(recent)
        served = {route for worker in workers for route in worker.languages}
        return QueueFigures(
            bands=[view.band(band) for band in Band],
            is_closed=board.is_closed,
            delayed=depths.delayed,
            dead=await self._dead.get(),
            rejected=None if stats is None else stats.rejected,
            judging_time=judging_time,
            outcomes=outcomes_of(recent),
            slots=sum(worker.slots for worker in workers),
            busy=sum(worker.slots - worker.free for worker in workers),
            wanted_slots=wanted_slots(waiting, judging, judging_time=judging_time),
            unserved=unserved_routes(depths.waiting, served, judging_time=judging_time),
        )

    async def fleet(self) -> Sequence[WorkerReport]:
        """List the workers, those that ended lately too. Raises `StoreError`."""
        return await self.workers.list(self.clock.now())

    async def _stats(self) -> QueueStats | None:
        try:
            return await self.dispatcher.stats()
        except QueueError:
            return None

    async def _ask_recent(self) -> Sequence[RecentAttempt]:
        return await self.backlog.recent(since=self.clock.now() - WINDOW, limit=SAMPLE)

    async def _count_dead(self) -> int:
        return await self.backlog.dead_count(limit=DEAD_LIMIT)
