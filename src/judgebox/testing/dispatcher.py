"""A queue in memory that keeps the promises of the real one."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio

from judgebox.domain.errors import LeaseLostError, QueueError
from judgebox.domain.submission import SubmissionId
from judgebox.ports import Band, Clock, Lease, Offer, QueueStats

LOOK_EVERY_S = 0.01
"""How often a waiting take looks whether a lease ran out: the clock may be one that tests move."""

Key = tuple[SubmissionId, int]


@dataclass(slots=True, kw_only=True)
class _Entry:
    """An offer: waiting with its rank, or leased with a token until a time."""

    offer: Offer
    tag: int
    arrival: int
    token: str | None = None
    until: datetime | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.offer.band, self.tag, self.arrival)


class MemoryDispatcher:
    """The queue of one process.

    Attributes:
        is_away: set it to make every call fail as if the queue were away.
    """

    def __init__(self, clock: Clock, *, lease: timedelta = timedelta(seconds=5)) -> None:
        self._clock = clock
        self._lease = lease
        self._entries: dict[Key, _Entry] = {}
        self._tags: dict[tuple[Band, str | None], int] = {}
        self._numbers = itertools.count(1)
        self._life = 1
        self._offered = anyio.Event()
        self.is_away = False

    def lose_all(self) -> None:
        """Come back empty, like a server without persistence after a restart."""
        self._entries.clear()
        self._tags.clear()
        self._life += 1

    async def offer(self, offers: Sequence[Offer]) -> None:
        self._check()
        for offer in offers:
            key = (offer.submission_id, offer.generation)
            if key not in self._entries:
                self._entries[key] = _Entry(offer=offer, tag=self._tag(offer), arrival=next(self._numbers))
        self._wake()

    def _tag(self, offer: Offer) -> int:
        waiting = [entry.tag for entry in self._entries.values() if self._waits(entry, offer.band) and entry.tag > 0]
        if not waiting:
            self._tags = {key: tag for key, tag in self._tags.items() if key[0] is not offer.band}
        line = (offer.band, offer.user_id)
        self._tags[line] = max(self._tags.get(line, 0), min(waiting, default=0)) + 1
        return self._tags[line]

    async def take(self, worker: str, *, wait: timedelta) -> Lease | None:
        deadline = anyio.current_time() + wait.total_seconds()
        while True:
            self._check()
            self._release_expired()
            waiting = [entry for entry in self._entries.values() if entry.token is None]
            if waiting:
                return self._leased(min(waiting, key=lambda entry: entry.rank), worker)
            left = deadline - anyio.current_time()
            if left <= 0:
                return None
            with anyio.move_on_after(min(left, LOOK_EVERY_S)):
                await self._offered.wait()

    def _leased(self, entry: _Entry, worker: str) -> Lease:
        entry.token = f"{worker}/{next(self._numbers)}"
        entry.until = self._clock.now() + self._lease
        offer = entry.offer
        return Lease(submission_id=offer.submission_id, generation=offer.generation, token=entry.token, handle=None)

    def _release_expired(self) -> None:
        for entry in self._entries.values():
            if entry.until is not None and entry.until <= self._clock.now():
                entry.token = entry.until = None
                entry.tag = 0  # before all others, as in the real queue

    def _held(self, lease: Lease) -> _Entry | None:
        self._check()
        self._release_expired()
        entry = self._entries.get((lease.submission_id, lease.generation))
        return entry if entry is not None and entry.token == lease.token else None

    async def renew(self, lease: Lease) -> None:
        entry = self._held(lease)
        if entry is None:
            raise LeaseLostError(f"the lease of {lease.submission_id} ran out")
        entry.until = self._clock.now() + self._lease

    async def finish(self, lease: Lease) -> None:
        if self._held(lease) is not None:
            del self._entries[lease.submission_id, lease.generation]

    async def give_back(self, lease: Lease) -> None:
        entry = self._held(lease)
        if entry is not None:
            entry.token = entry.until = None
            self._wake()

    async def withdraw(self, submission_id: SubmissionId, generation: int) -> None:
        self._check()
        self._release_expired()
        entry = self._entries.get((submission_id, generation))
        if entry is not None and entry.token is None:
            del self._entries[submission_id, generation]

    async def stats(self) -> QueueStats:
        self._check()
        self._release_expired()
        entries = self._entries.values()
        waiting = {band: sum(self._waits(entry, band) for entry in entries) for band in Band}
        total = {band: sum(entry.offer.band is band for entry in entries) for band in Band}
        return QueueStats(waiting=waiting, leased={band: total[band] - waiting[band] for band in Band})

    async def incarnation(self) -> str:
        self._check()
        return str(self._life)

    async def close(self) -> None:
        pass

    @staticmethod
    def _waits(entry: _Entry, band: Band) -> bool:
        return entry.token is None and entry.offer.band is band

    def _wake(self) -> None:
        self._offered.set()
        self._offered = anyio.Event()

    def _check(self) -> None:
        if self.is_away:
            raise QueueError("the queue is away")
