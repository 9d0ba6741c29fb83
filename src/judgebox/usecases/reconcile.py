"""Reconcile: bring the queue in line with the store, which alone is true.

How it works: every second each server process looks for what the normal way missed: submissions that are
due and were not offered for a while, attempts whose claim ran out, events that nobody told. All of it may
be done twice, so any number of reconcilers may run at once. A queue that came back empty shows by its
incarnation; then whatever was offered before counts as not offered.

The queue holds a bounded number of offers a line, and what is refused stays in the store. Where that is so,
the line is deep: between the rounds we look often whether it has run half empty, and fill it up again, in
the order of the tags. So what waits costs the queue nothing, and workers never wait for the next round.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import anyio
import structlog

from judgebox.domain.errors import QueueError, StoreError
from judgebox.domain.submission import Line
from judgebox.ports import Clock, Dispatcher, Events, Store
from judgebox.usecases.offer import offer_all
from judgebox.usecases.operate import Operator
from judgebox.usecases.tell import tell_leftovers

log = structlog.get_logger()

OFFER_AGAIN_AFTER = timedelta(seconds=30)
RECONCILE_EVERY = timedelta(seconds=1)
TOP_UP_EVERY = timedelta(milliseconds=100)

OFFERS_AT_ONCE = 200
"""Of one line in one go: as many as a line of the queue holds."""

LOW_WATER = OFFERS_AT_ONCE // 2
"""A deep line is filled up when fewer than these wait in the queue."""

EXPIRED_AT_ONCE = 1000


@dataclass(kw_only=True)
class Reconciler:
    """One reconciler; it remembers which life of the queue it knows, and which lines are deep."""

    store: Store
    dispatcher: Dispatcher
    events: Events
    clock: Clock
    operator: Operator | None = None
    _incarnation: str | None = field(default=None, init=False)
    _reborn_at: datetime | None = field(default=None, init=False)
    _deep: set[Line] = field(default_factory=set, init=False)

    async def reconcile_once(self) -> None:
        """Do all that is due.

        Raises:
            QueueError, StoreError: the rest is left for the next time.
        """
        await self._notice_rebirth()
        released = await self.store.release_expired(now=self.clock.now(), limit=EXPIRED_AT_ONCE)
        for submission in released:
            log.warning("claim_ran_out", submission_id=submission.id, attempt=submission.attempt)
        await self.store.release_delayed(now=self.clock.now())
        await self._offer_due(await self.store.lines())
        left = await tell_leftovers(self.store, self.events, self.clock)
        if left:
            log.info("leftovers_told", count=left)

    async def top_up(self) -> None:
        """Fill up the deep lines that have run low; raises as `reconcile_once`."""
        if self._deep:
            stats = await self.dispatcher.stats()
            await self._offer_due([line for line in self._deep if stats.waiting.get(line, 0) < LOW_WATER])

    async def _notice_rebirth(self) -> None:
        """At our own start too: the queue may have died while nobody watched."""
        incarnation = await self.dispatcher.incarnation()
        if incarnation != self._incarnation:
            log.info("queue_incarnation", known=self._incarnation, found=incarnation)
            self._incarnation = incarnation
            self._reborn_at = self.clock.now()
            if self.operator is not None:  # before anything is offered: it may have forgotten what is paused
                await self.operator.restore()

    async def _offer_due(self, lines: Iterable[Line]) -> None:
        offered_before = self.clock.now() - OFFER_AGAIN_AFTER
        if self._reborn_at is not None:
            offered_before = max(offered_before, self._reborn_at)
        for line in lines:
            offers = await self.store.due_offers(line, offered_before=offered_before, limit=OFFERS_AT_ONCE)
            placed = await offer_all(offers, store=self.store, dispatcher=self.dispatcher, clock=self.clock)
            if placed:
                log.debug("offered_due", band=line.band, route=line.route, count=placed)
            if len(offers) == OFFERS_AT_ONCE or placed < len(offers):
                self._deep.add(line)
            else:
                self._deep.discard(line)


async def keep_reconciling(reconciler: Reconciler, *, every: timedelta = RECONCILE_EVERY) -> None:
    """Reconcile again and again until cancelled; a queue or store that is away is waited for."""
    while True:
        try:
            await reconciler.reconcile_once()
            round_ends = anyio.current_time() + every.total_seconds()
            while (left := round_ends - anyio.current_time()) > 0:  # nothing is cut off: that costs a connection
                await anyio.sleep(min(left, TOP_UP_EVERY.total_seconds()))
                await reconciler.top_up()
        except (QueueError, StoreError) as error:
            log.warning("reconcile_failed", error=str(error))
            await anyio.sleep(every.total_seconds())
