"""Presence: a worker's place in the registry, and what it knows there of the others."""

import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import anyio
import structlog

from judgebox.domain.errors import StoreError
from judgebox.domain.worker import WorkerId, WorkerReport, WorkerState
from judgebox.ports import Clock, Workers
from judgebox.worker.attempt import AttemptMaker
from judgebox.worker.slots import WorkerSlots

log = structlog.get_logger()

BEAT_EVERY = timedelta(seconds=2)
GOODBYE_WITHIN = timedelta(seconds=2)


@dataclass(kw_only=True)
class Presence:
    """Tells the registry how a worker is.

    Attributes:
        name: of the worker; others may have the same.
        versions: of the languages, as far as they are known.
    """

    worker: WorkerId
    name: str
    version: str
    tier: str
    registry: Workers
    clock: Clock
    slots: WorkerSlots
    attempts: AttemptMaker
    versions: Mapping[str, str]
    started_at: datetime
    _others: Collection[str] = field(default=frozenset(), init=False)

    async def keep_beating(self, stopping: anyio.Event) -> None:
        """Beat until cancelled; at once when the stopping begins."""
        while True:
            is_draining = stopping.is_set()
            await self._beat(WorkerState.DRAINING if is_draining else WorkerState.WORKING)
            with anyio.move_on_after(BEAT_EVERY.total_seconds()):
                await (anyio.sleep_forever() if is_draining else stopping.wait())

    async def _beat(self, state: WorkerState) -> None:
        try:
            await self.registry.beat(self._report(state))
            self._others = _routes_of_others(await self.registry.list(self.clock.now()), self.worker)
        except StoreError as error:
            log.warning("beat_failed", error=str(error))

    def _report(self, state: WorkerState) -> WorkerReport:
        return WorkerReport(
            id=self.worker,
            name=self.name,
            state=state,
            version=self.version,
            host=socket.gethostname(),
            tier=self.tier,
            slots=self.slots.count,
            free=self.slots.free,
            languages={route: self.versions.get(route) for route in sorted(self.attempts.routes)},
            judging=self.attempts.in_hand.judging,
            started_at=self.started_at,
            beat_at=self.clock.now(),
        )

    def others_can(self, route: str) -> bool:
        """Whether another worker was there at the last beat that takes what we can't, or should not."""
        return route in self._others

    async def say_goodbye(self) -> None:
        with anyio.move_on_after(GOODBYE_WITHIN.total_seconds(), shield=True):
            try:
                await self.registry.ended(self.worker, at=self.clock.now())
            except StoreError as error:
                log.warning("goodbye_failed", error=str(error))


def _routes_of_others(reports: Collection[WorkerReport], worker: WorkerId) -> frozenset[str]:
    others = (each for each in reports if each.id != worker and each.state is WorkerState.WORKING)
    return frozenset(route for other in others for route in other.languages)
