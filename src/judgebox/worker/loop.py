"""The worker's loop: wait for a free slot, take an offer, judge it; until told to stop.

How it works: when the stopping begins nothing is taken any more. A take that is under way has a moment to
end, so that what it has just leased can be given back. What is being judged has its grace time to come to
its verdict; then it is given back, and the next worker has it at once.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import anyio
import anyio.lowlevel
import structlog
from anyio.abc import TaskGroup

from judgebox.domain.errors import QueueError, StoreError
from judgebox.ports import Ability, Lease
from judgebox.worker.attempt import AttemptMaker
from judgebox.worker.deference import Deference
from judgebox.worker.room import EVERY_BAND, ONLY_REJUDGES, Room
from judgebox.worker.slots import WorkerSlots

log = structlog.get_logger()

TAKE_WAIT = timedelta(seconds=2)
RESERVED_WAIT = timedelta(milliseconds=100)
"""While not every band is taken from: when a slot is free again, the others are looked at no later than that."""

TAKE_ENDS_WITHIN = timedelta(seconds=0.25)
"""A take that finds something is over by then; one that waits is cancelled and has nothing."""

QUEUE_PAUSE_S = 0.5
LOOK_WITHIN_S = 1.0

NOTHING_TO_TAKE_S = 0.1
"""How long a worker that can judge nothing at the moment waits before it looks again whether that is still so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLoop:
    """Takes offers and judges them, as many at once as there are slots."""

    slots: WorkerSlots
    attempts: AttemptMaker
    deference: Deference
    room: Room

    async def run(self, stopping: anyio.Event, *, grace: timedelta) -> None:
        """Work until told to stop, then end what is in hand within the grace time, and give back the rest."""
        async with anyio.create_task_group() as judging:
            async with anyio.create_task_group() as taking:
                taking.start_soon(_cancel_when, stopping, taking.cancel_scope)
                await self._keep_taking(judging, stopping)
                taking.cancel_scope.cancel()
            with anyio.move_on_after(grace.total_seconds()):
                await self.attempts.in_hand.wait_empty()
            judging.cancel_scope.cancel()

    async def _keep_taking(self, judging: TaskGroup, stopping: anyio.Event) -> None:
        while not stopping.is_set():
            await self.slots.wait_free()
            lease = await self._take()
            if lease is None:
                continue
            if stopping.is_set():
                await self.attempts.return_lease(lease)
                return
            judging.start_soon(self._work_in_slot, lease)
            await anyio.lowlevel.checkpoint()  # so that it counts as waiting for its slot before we look again

    async def _take(self) -> Lease | None:
        now = anyio.current_time()
        quiet = self.deference.quiet_routes(now=now) | self.attempts.distrust.quiet_routes(now=now)
        routes = self.attempts.routes - quiet.keys()
        if not routes:
            await anyio.sleep(NOTHING_TO_TAKE_S)
            return None
        wait = min([TAKE_WAIT, *(timedelta(seconds=until - now) for until in quiet.values())])
        bands = self.room.bands(free=self.slots.free, now=now)
        if bands != EVERY_BAND:
            wait = timedelta() if bands == ONLY_REJUDGES else min(wait, RESERVED_WAIT)
        try:
            ability = Ability(routes=routes, bands=bands)
            lease = await self.attempts.dispatcher.take(self.attempts.worker, ability, wait=wait)
        except QueueError as error:
            log.warning("queue_away", error=str(error))
            await anyio.sleep(QUEUE_PAUSE_S)
            return None
        if lease is not None:
            self.room.note_taken(lease.band, now=anyio.current_time())
        return lease

    async def _work_in_slot(self, lease: Lease) -> None:
        with self.attempts.in_hand.holding(lease):
            if not await self._acquired(lease):
                return
            try:
                if await self._is_left_to_others(lease):
                    await self.attempts.return_lease(lease)
                else:
                    await self.attempts.work_on(lease)
            except Exception:
                # The last net of the worker: one submission must not stop the others. It was given back.
                log.exception("attempt_broke", submission_id=lease.submission_id)
            finally:
                self.slots.release()

    async def _acquired(self, lease: Lease) -> bool:
        """Wait for the slot; whoever does not get it gives the lease back, for nobody renews it meanwhile."""
        acquired = False
        try:
            with anyio.move_on_after((self.attempts.lease / 2).total_seconds()):
                await self.slots.acquire()
                acquired = True
        finally:
            if not acquired:  # a second box of a running submission is slow to make room, or we stop
                await self.attempts.return_lease(lease)
        return acquired

    async def _is_left_to_others(self, lease: Lease) -> bool:
        if lease.avoid != self.attempts.worker:
            return False
        submission = None
        with anyio.move_on_after(LOOK_WITHIN_S, shield=True), suppress(StoreError):  # a stop must not cost the lease
            submission = await self.attempts.store.submission(lease.submission_id)
        if submission is None:
            return False
        return self.deference.leaves(lease, submission.language, now=anyio.current_time())


async def _cancel_when(stopping: anyio.Event, scope: anyio.CancelScope) -> None:
    await stopping.wait()
    await anyio.sleep(TAKE_ENDS_WITHIN.total_seconds())
    scope.cancel()
