"""Admit: refuse what would be too much, before it is stored.

How it works: what a user has unfinished is counted when they send something, up to their limit and no
further. What each band and the whole site have is counted now and then, and what this process takes in
between is added, so that a deep backlog makes nothing slower. Two requests at once, or two servers, may
so take in a little more than the limits say. What was accepted stays accepted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from judgebox.domain.backlog import covered_window, rate_of
from judgebox.domain.errors import ClosedError, LaterError, RequestError, TooManyError
from judgebox.domain.pressure import Excess, UnfinishedLimits, excess_of_site, excess_of_user, wait_for_room
from judgebox.domain.submission import Band, Submission
from judgebox.domain.switches import SwitchBoard
from judgebox.ports import Backlog, Clock, Once, Switches
from judgebox.usecases.remembered import Remembered

log = structlog.get_logger()

LOOK_EVERY = timedelta(seconds=1)
"""So a closed intake is closed everywhere within a second."""

RATE_WINDOW = timedelta(minutes=1)
RATE_SAMPLE = 1000
RATE_EVERY = timedelta(seconds=5)

TRY_CLOSED_AGAIN = timedelta(seconds=30)


@dataclass(kw_only=True)
class Admission:
    """Decides whether submissions are taken in; made once for a process."""

    backlog: Backlog
    switches: Switches
    clock: Clock
    limits: UnfinishedLimits
    _added: Counter[Band] = field(default_factory=Counter, init=False)
    _counted: Remembered[Mapping[Band, int]] = field(init=False)
    _board: Remembered[SwitchBoard] = field(init=False)
    _rate: Remembered[float] = field(init=False)

    def __post_init__(self) -> None:
        self._counted = Remembered(self._count, least=LOOK_EVERY)
        self._board = Remembered(self.switches.read, least=LOOK_EVERY)
        self._rate = Remembered(self._measure_rate, least=RATE_EVERY)

    async def admit(self, submissions: Sequence[Submission], *, once: Once | None = None) -> None:
        """Take in all of these, or none.

        A request that was taken in before, under the key of `once`, is let through: it adds nothing.

        Raises:
            TooManyError: a user, a band or the site would have too much unfinished.
            RequestError: these alone are more than a limit.
            ClosedError: an operator has closed the intake.
            StoreError: nobody can say.
        """
        new = Counter(submission.band for submission in submissions)
        try:
            await self._check(submissions, new)
        except LaterError as error:
            if once is not None and await self.backlog.remembers(once.key):
                return
            log.info("intake_refused", code=error.code, reason=str(error), count=len(submissions))
            raise
        self._added.update(new)

    async def _check(self, submissions: Sequence[Submission], new: Mapping[Band, int]) -> None:
        if (await self._board.get()).is_closed:
            raise ClosedError(retry_after=TRY_CLOSED_AGAIN)
        counted = await self._counted.get()
        unfinished = {band: counted[band] + self._added[band] for band in Band}
        await self._refuse(excess_of_site(unfinished, new, limits=self.limits))
        by_user = Counter((submission.user_id, submission.band) for submission in submissions)
        for (user_id, band), count in by_user.items():
            limit = self.limits.of_user(user_id, band)
            if unfinished[band] + count > limit:  # else no user can have too much
                there = await self.backlog.unfinished_of(user_id, band, limit=limit)
                await self._refuse(excess_of_user(user_id, band, there=there, new=count, limits=self.limits))

    async def _refuse(self, excess: Excess | None) -> None:
        if excess is not None and excess.is_for_ever:
            raise RequestError(excess.sentence, code="batch_too_large")
        if excess is not None:
            raise TooManyError(excess.sentence, retry_after=wait_for_room(excess.count, rate=await self._rate.get()))

    async def _count(self) -> Mapping[Band, int]:
        self._added.clear()  # before the count: what comes in meanwhile is rather counted twice than not
        return await self.backlog.unfinished()

    async def _measure_rate(self) -> float:
        now = self.clock.now()
        recent = await self.backlog.recent(since=now - 2 * RATE_WINDOW, limit=RATE_SAMPLE)
        window = covered_window(recent, now=now, window=RATE_WINDOW, limit=RATE_SAMPLE)
        return rate_of(recent, now=now, window=window)
