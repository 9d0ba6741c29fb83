"""Duties: do what comes again and again, in one process of the fleet.

How it works: every server looks now and then whether a duty is due and free, and holds it by a lease in the database
while it works. A server that dies loses its lease by and by, and the next one does the duty anew; one that can't say
that it goes on stops before its lease is over. One that is stopped lets go at once.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio
import structlog

from judgebox.domain.duty import Duty, next_due
from judgebox.domain.errors import JudgeError, StoreError
from judgebox.ports import Clock, Duties

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
EXTENSIONS = 3
"""In one lease: two may fail."""

PAUSE_AFTER_FAILURE = timedelta(minutes=1)
LET_GO_WITHIN_S = 2

LOOKS = 5
"""In the time from which on a duty comes again."""
LONGEST_LOOK = timedelta(seconds=30)
SHORTEST_LOOK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyHolder:
    """One process that may do duties.

    Attributes:
        name: of this life of it; no other one has it.
    """

    name: str
    registry: Duties
    clock: Clock
    lease: timedelta = LEASE

    async def do_if_due(self, duty: Duty) -> bool:
        """Do a duty if it is due and nobody else does it; False if not.

        Raises:
            StoreError: nobody can say.
        """
        if duty.is_needed is not None and not await duty.is_needed():
            return False
        now = self.clock.now()
        due_at = await self.registry.take(duty.name, holder=self.name, now=now, held_until=now + self.lease)
        if due_at is None:
            return False
        try:
            outcome = await self._done(duty)
        except BaseException:  # a stopping server: the next one begins anew at once
            with anyio.move_on_after(LET_GO_WITHIN_S, shield=True), suppress(StoreError):
                await self._fail(duty, "stopped", pause=timedelta())
            raise
        if outcome is not None:
            await self._end(duty, due_at, outcome)
        return True

    async def _done(self, duty: Duty) -> str | None:
        """What came out of it; None if it failed, which is remembered, or if another one holds it by now."""
        failure = None
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._keep_holding, duty, tasks.cancel_scope)
            try:
                outcome = await duty.run()
            except JudgeError as error:
                failure = str(error)
            except Exception as error:
                # What the API's handler is for a request: a broken duty must not stop the others, nor the server.
                log.exception("duty_broke", duty=duty.name)
                failure = f"unforeseen: {error!r}"
            tasks.cancel_scope.cancel()
            if failure is None:
                return outcome
        if failure is not None:
            log.warning("duty_failed", duty=duty.name, error=failure)
            await self._fail(duty, f"failed: {failure}", pause=PAUSE_AFTER_FAILURE)
        return None

    async def _keep_holding(self, duty: Duty, work: anyio.CancelScope) -> None:
        every = self.lease.total_seconds() / EXTENSIONS
        extended_at = anyio.current_time()
        while anyio.current_time() + every < extended_at + self.lease.total_seconds():
            await anyio.sleep(every)
            try:
                held_until = self.clock.now() + self.lease
                if not await self.registry.extend(duty.name, holder=self.name, held_until=held_until):
                    break
                extended_at = anyio.current_time()
            except StoreError as error:
                log.warning("duty_not_extended", duty=duty.name, error=str(error))
        log.warning("duty_lost", duty=duty.name)
        work.cancel()

    async def _end(self, duty: Duty, due_at: datetime, outcome: str) -> None:
        now = self.clock.now()
        log.debug("duty_done", duty=duty.name, outcome=outcome)
        next_time = next_due(due_at, every=duty.every, now=now)
        await self.registry.end(duty.name, holder=self.name, at=now, due_at=next_time, outcome=outcome)

    async def _fail(self, duty: Duty, outcome: str, *, pause: timedelta) -> None:
        now = self.clock.now()
        await self.registry.fail(duty.name, holder=self.name, at=now, pause_until=now + pause, outcome=outcome)


async def keep_doing(duties: Sequence[Duty], holder: DutyHolder) -> None:
    """Do duties when they are due, until cancelled; a store that is away is waited for."""
    async with anyio.create_task_group() as tasks:
        for duty in duties:
            tasks.start_soon(_keep_doing_one, duty, holder, name=f"duty {duty.name}")


async def _keep_doing_one(duty: Duty, holder: DutyHolder) -> None:
    pause = min(max(duty.every / LOOKS, SHORTEST_LOOK), LONGEST_LOOK)
    while True:
        try:
            await holder.do_if_due(duty)
        except StoreError as error:
            log.warning("duty_not_looked_at", duty=duty.name, error=str(error))
        await anyio.sleep(pause.total_seconds())
