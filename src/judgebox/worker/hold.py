"""Holding on to a lease in the queue and a claim in the store while an attempt goes on.

How it works: both are renewed side by side, and each try has a limit, so that one of them that does not
answer never keeps us from hearing the other. The claim decides. A queue that is away or has forgotten
the lease does not end the attempt: if it is given to another worker, that one takes over the claim, and
we see it here. A store that is away does not end it either, while the queue still knows the lease. Cut
off from both for as long as the claim lasts, the attempt has certainly been given to somebody else.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import anyio

from judgebox.domain.errors import LeaseLostError, QueueError, StoreError
from judgebox.domain.submission import Claim
from judgebox.ports import Clock, Dispatcher, Lease, Store

CLAIM_LEASES = 6
"""The claim in the store outlives this many leases of the queue: it only covers a lost queue."""

RENEWALS_PER_LEASE = 3

RENEW_WITHIN = timedelta(seconds=1.5)
"""The longest pause between renewals, however long the lease: a cancelled submission runs on for no longer."""


@dataclass(kw_only=True)
class Hold:
    """A lease and a claim of one attempt."""

    lease: Lease
    claim: Claim
    store: Store
    dispatcher: Dispatcher
    clock: Clock
    lease_time: timedelta
    _is_lost: bool = field(default=False, init=False)
    _was_answered: bool = field(default=False, init=False)

    async def wait_lost(self) -> None:
        """Renew until the claim is no longer ours, or certainly is not, since nobody answers us."""
        every = min(self.lease_time / RENEWALS_PER_LEASE, RENEW_WITHIN).total_seconds()
        claim_lasts = (CLAIM_LEASES * self.lease_time).total_seconds()
        answered_at = anyio.current_time()
        while not self._is_lost and anyio.current_time() - answered_at < claim_lasts:
            await anyio.sleep(every)
            asked_at = anyio.current_time()
            self._was_answered = False
            async with anyio.create_task_group() as asking:
                asking.start_soon(self._renew, every)
                asking.start_soon(self._extend, every)
            if self._was_answered:
                answered_at = asked_at

    async def _renew(self, within: float) -> None:
        with anyio.move_on_after(within):
            try:
                await self.dispatcher.renew(self.lease)
            except (LeaseLostError, QueueError):
                return
            self._was_answered = True

    async def _extend(self, within: float) -> None:
        with anyio.move_on_after(within):
            try:
                until = self.clock.now() + CLAIM_LEASES * self.lease_time
                self._is_lost = not await self.store.extend(self.claim, lease_until=until)
            except StoreError:
                return
            self._was_answered = True
