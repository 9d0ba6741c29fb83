"""A queue in memory that keeps the promises of the real one."""

import itertools
from collections import Counter, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio

from judgebox.domain.errors import LeaseLostError, QueueError
from judgebox.domain.submission import Band, Line, SubmissionId
from judgebox.domain.turns import bands_of_turn, has_room
from judgebox.ports import Ability, Clock, Lease, Offer, QueueStats, RejectedMessage

LOOK_EVERY_S = 0.01
"""How often a waiting take looks whether a lease ran out: the clock may be one that tests move."""

REJECTED_KEPT = 1000

Key = tuple[SubmissionId, int]


@dataclass(slots=True, kw_only=True)
class _Entry:
    """An offer: waiting with its rank, or leased with a token until a time."""

    offer: Offer
    rank: tuple[int, int]
    token: str | None = None
    until: datetime | None = None


class MemoryDispatcher:
    """The queue of one process.

    Attributes:
        is_away: set it to make every call fail as if the queue were away.
    """

    def __init__(self, clock: Clock, *, lease: timedelta = timedelta(seconds=4)) -> None:
        self._clock = clock
        self._lease = lease
        self._entries: dict[Key, _Entry] = {}
        self._paused: set[Band] = set()
        self._rejected: deque[RejectedMessage] = deque(maxlen=REJECTED_KEPT)
        self._rejections = 0
        self._numbers = itertools.count(1)
        self._turn = 1
        self._life = 1
        self._changed = anyio.Event()
        self.is_away = False

    def lose_all(self) -> None:
        """Come back empty, like a server without persistence after a restart."""
        self._entries.clear()
        self._paused.clear()
        self._rejected.clear()
        self._rejections = 0
        self._life += 1

    async def offer(self, offers: Sequence[Offer]) -> Sequence[Offer]:
        self._check()
        placed = [offer for offer in offers if self._place(offer)]
        self._wake()
        return placed

    def _place(self, offer: Offer) -> bool:
        key = (offer.submission_id, offer.generation)
        if key not in self._entries:
            waiting = [entry.offer.tag for entry in self._waiting() if entry.offer.line == offer.line]
            if not has_room(len(waiting), tag=offer.tag, highest=max(waiting, default=0)):
                return False
            self._entries[key] = _Entry(offer=offer, rank=(offer.tag, next(self._numbers)))
        return True

    async def take(self, worker: str, ability: Ability, *, wait: timedelta) -> Lease | None:
        deadline = anyio.current_time() + wait.total_seconds()
        while True:
            self._check()
            self._release_expired()
            entry = self._next(ability)
            if entry is not None:
                self._turn += 1
                return self._leased(entry, worker)
            left = deadline - anyio.current_time()
            if left <= 0:
                return None
            with anyio.move_on_after(min(left, LOOK_EVERY_S)):
                await self._changed.wait()

    def _next(self, ability: Ability) -> _Entry | None:
        able = [entry for entry in self._waiting() if entry.offer.route in ability.routes]
        for band in bands_of_turn(self._turn, set(ability.bands) - self._paused):
            of_band = [entry for entry in able if entry.offer.band is band]
            if of_band:
                return min(of_band, key=lambda entry: entry.rank)
        return None

    def _leased(self, entry: _Entry, worker: str) -> Lease:
        entry.token = f"{worker}/{next(self._numbers)}"
        entry.until = self._clock.now() + self._lease
        offer = entry.offer
        return Lease(
            submission_id=offer.submission_id,
            generation=offer.generation,
            token=entry.token,
            handle=None,
            band=offer.band,
            avoid=offer.avoid,
        )

    def _release_expired(self) -> None:
        for entry in self._entries.values():
            if entry.until is not None and entry.until <= self._clock.now():
                entry.token = entry.until = None
                entry.rank = (0, next(self._numbers))  # before all others, as in the real queue

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
            entry.rank = (entry.offer.tag, next(self._numbers))
            self._wake()

    async def withdraw(self, offer: Offer) -> None:
        self._check()
        self._release_expired()
        key = (offer.submission_id, offer.generation)
        entry = self._entries.get(key)
        if entry is not None and entry.token is None and entry.offer.line == offer.line:
            del self._entries[key]

    async def reject(self, lease: Lease, reason: str) -> None:
        if self._held(lease) is not None:
            del self._entries[lease.submission_id, lease.generation]
            message = f"{lease.submission_id}-{lease.generation}"
            self._rejected.appendleft(RejectedMessage(message=message, reason=reason, at=self._clock.now()))
            self._rejections += 1

    async def rejected(self, *, limit: int = 100) -> Sequence[RejectedMessage]:
        self._check()
        return list(itertools.islice(self._rejected, limit))

    async def pause(self, bands: Collection[Band]) -> None:
        self._check()
        self._paused.update(bands)

    async def resume(self, bands: Collection[Band]) -> None:
        self._check()
        self._paused.difference_update(bands)
        self._wake()

    async def drain(self, bands: Collection[Band]) -> int:
        self._check()
        self._release_expired()
        drained = [entry.offer for entry in self._waiting() if entry.offer.band in bands]
        for offer in drained:
            del self._entries[offer.submission_id, offer.generation]
        return len(drained)

    async def stats(self) -> QueueStats:
        self._check()
        self._release_expired()
        leased = (entry for entry in self._entries.values() if entry.token is not None)
        return QueueStats(
            waiting=_count_by_line(self._waiting()),
            leased=_count_by_line(leased),
            paused=frozenset(self._paused),
            rejected=self._rejections,
        )

    async def incarnation(self) -> str:
        self._check()
        return str(self._life)

    async def close(self) -> None:
        pass

    def _waiting(self) -> list[_Entry]:
        return [entry for entry in self._entries.values() if entry.token is None]

    def _wake(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    def _check(self) -> None:
        if self.is_away:
            raise QueueError("the queue is away")


def _count_by_line(entries: Iterable[_Entry]) -> dict[Line, int]:
    return dict(Counter(entry.offer.line for entry in entries))
