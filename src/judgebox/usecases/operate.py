"""Operate: pause and resume bands, close and open the intake.

How it works: a switch is written into the store first and then put into the queue. The queue may forget it
(it came back empty) or not have heard of it (it was away), so each server compares the two every second and
sets the queue right. It asks the queue before the store: what is switched between the two answers is set
again, and never undone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import anyio
import structlog

from judgebox.domain.errors import PlatformError, QueueError
from judgebox.domain.submission import Band
from judgebox.domain.switches import SwitchBoard
from judgebox.ports import Clock, Dispatcher, Switches

log = structlog.get_logger()

LOOK_EVERY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Sets the switches. Every method raises `StoreError` when nothing could be remembered."""

    switches: Switches
    dispatcher: Dispatcher
    clock: Clock

    async def pause(self, bands: Collection[Band]) -> SwitchBoard:
        """Let no worker take anything from some bands; what is being judged goes on."""
        await self.switches.pause(bands, at=self.clock.now())
        return await self._restored("bands_paused", bands)

    async def resume(self, bands: Collection[Band]) -> SwitchBoard:
        """Let workers take from some bands again."""
        await self.switches.resume(bands, at=self.clock.now())
        return await self._restored("bands_resumed", bands)

    async def close_intake(self) -> SwitchBoard:
        """Take nothing new in, within a second on every server; what was accepted is judged."""
        await self.switches.close_intake(at=self.clock.now())
        log.info("intake_closed")
        return await self.switches.read()

    async def open_intake(self) -> SwitchBoard:
        """Take submissions in again."""
        await self.switches.open_intake(at=self.clock.now())
        log.info("intake_opened")
        return await self.switches.read()

    async def restore(self) -> SwitchBoard:
        """Pause in the queue what is to be paused, and nothing else.

        Raises:
            QueueError: the queue is away.
        """
        in_queue = (await self.dispatcher.stats()).paused
        board = await self.switches.read()
        if board.paused - in_queue:
            await self.dispatcher.pause(board.paused - in_queue)
        if in_queue - board.paused:
            await self.dispatcher.resume(in_queue - board.paused)
        return board

    async def _restored(self, event: str, bands: Collection[Band]) -> SwitchBoard:
        log.info(event, bands=[band.name.lower() for band in sorted(bands)])
        try:
            return await self.restore()
        except QueueError as error:  # set as soon as it is back
            log.warning("switch_not_in_queue_yet", error=str(error))
            return await self.switches.read()


async def keep_switches(operator: Operator, *, every: timedelta = LOOK_EVERY) -> None:
    """Restore the switches in the queue again and again until cancelled; what is away is waited for."""
    while True:
        try:
            await operator.restore()
        except PlatformError as error:
            log.debug("switches_not_restored", error=str(error))
        await anyio.sleep(every.total_seconds())
