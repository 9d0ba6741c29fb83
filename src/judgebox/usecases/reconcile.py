"""Reconcile: bring the queue in line with the store, which alone is true.

How it works: every few seconds each server process looks for what the normal way missed: submissions
that are due and were not offered for a while, attempts whose claim ran out, events that nobody told. All
of it may be done twice, so any number of reconcilers may run at once. A queue that came back empty shows
by its incarnation; then whatever was offered before counts as not offered.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import anyio
import structlog

from judgebox.domain.errors import QueueError, StoreError
from judgebox.ports import Clock, Dispatcher, Events, Store
from judgebox.usecases.tell import tell_leftovers

log = structlog.get_logger()

OFFER_AGAIN_AFTER = timedelta(seconds=30)
RECONCILE_EVERY = timedelta(seconds=2)

WINDOW = 1000
"""So many offers at once: what waits in the queue costs memory there, what waits in the store is free."""


@dataclass(kw_only=True)
class Reconciler:
    """One reconciler; it remembers which life of the queue it knows."""

    store: Store
    dispatcher: Dispatcher
    events: Events
    clock: Clock
    window: int = WINDOW
    _incarnation: str | None = field(default=None, init=False)
    _reborn_at: datetime | None = field(default=None, init=False)

    async def reconcile_once(self) -> None:
        """Do all that is due.

        Raises:
            QueueError, StoreError: the rest is left for the next time.
        """
        await self._notice_rebirth()
        released = await self.store.release_expired(now=self.clock.now(), limit=self.window)
        for submission in released:
            log.warning("claim_ran_out", submission_id=submission.id, attempt=submission.attempt)
        await self._offer_due()
        left = await tell_leftovers(self.store, self.events, self.clock)
        if left:
            log.info("leftovers_told", count=left)

    async def _notice_rebirth(self) -> None:
        """At our own start too: the queue may have died while nobody watched."""
        incarnation = await self.dispatcher.incarnation()
        if incarnation != self._incarnation:
            log.info("queue_incarnation", known=self._incarnation, found=incarnation)
            self._incarnation = incarnation
            self._reborn_at = self.clock.now()

    async def _offer_due(self) -> None:
        now = self.clock.now()
        offered_before = now - OFFER_AGAIN_AFTER
        if self._reborn_at is not None:
            offered_before = max(offered_before, self._reborn_at)
        offers = await self.store.due_offers(now=now, offered_before=offered_before, limit=self.window)
        if offers:
            await self.dispatcher.offer(offers)
            await self.store.mark_offered([offer.submission_id for offer in offers], at=now)
            log.info("offered_due", count=len(offers))


async def keep_reconciling(reconciler: Reconciler, *, every: timedelta = RECONCILE_EVERY) -> None:
    """Reconcile again and again until cancelled; a queue or store that is away is waited for."""
    while True:
        try:
            await reconciler.reconcile_once()
        except (QueueError, StoreError) as error:
            log.warning("reconcile_failed", error=str(error))
        await anyio.sleep(every.total_seconds())
