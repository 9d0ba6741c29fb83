"""The queue: wakes workers and spreads work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from judgebox.domain.submission import Band, Line, SubmissionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A submission that may be judged. Ids only: the row is the truth.

    Attributes:
        tag: place in the band: lower ones first, equal ones in the order in which they were offered.
        route: what a worker must be able to judge, so that it may take this: a language.
        avoid: the worker at which the last attempt failed; others are asked first.
    """

    submission_id: SubmissionId
    generation: int
    band: Band = Band.PRACTICE
    tag: int = 1
    route: str = ""
    avoid: str | None = None

    @property
    def line(self) -> Line:
        return Line(band=self.band, route=self.route)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A worker's hold on an offer in the queue.

    Attributes:
        token: tells this hold from any other of the same offer.
        avoid: as in the offer.
        handle: the engine's own; opaque.
    """

    submission_id: SubmissionId
    generation: int
    token: str
    handle: object
    band: Band = Band.PRACTICE
    avoid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStats:
    """How many offers wait and how many are leased, by line; lines with neither are left out.

    Attributes:
        paused: bands from which nothing is taken.
        rejected: messages set aside since this life of the queue began, because they could not be read.
    """

    waiting: Mapping[Line, int]
    leased: Mapping[Line, int]
    paused: frozenset[Band] = frozenset()
    rejected: int = 0

    def waiting_in(self, band: Band) -> int:
        return sum(count for line, count in self.waiting.items() if line.band is band)

    def leased_in(self, band: Band) -> int:
        return sum(count for line, count in self.leased.items() if line.band is band)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedMessage:
    """A message that no worker could use, cut to a length that can be shown, and why."""

    message: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """What a consumer may take.

    Attributes:
        routes: what it can judge.
        bands: from which bands; with fewer than all a worker keeps room for the others.
    """

    routes: Collection[str]
    bands: Collection[Band] = field(default_factory=lambda: frozenset(Band))


class Dispatcher(Protocol):
    """The queue: wakes workers and spreads work. It may lose anything; the store does not.

    Every method raises `QueueError` when the queue is away.
    """

    async def offer(self, offers: Sequence[Offer]) -> Sequence[Offer]:
        """Offer submissions; return those that are in the queue now.

        One that is there already (same id and generation) stays as it is. A line holds a bounded number of
        offers: what finds no room is to be offered again when there is some.
        """
        ...

    async def take(self, worker: str, ability: Ability, *, wait: timedelta) -> Lease | None:
        """Take the next offer, or None if there is none within `wait`.

        Bands are served in strict order, but for a share of the turns that begins with a lower band;
        inside a band by tag, over all routes of the ability.
        """
        ...

    async def renew(self, lease: Lease) -> None:
        """Hold a lease for another lease time.

        Raises:
            LeaseLostError: it ran out and the offer is, or may be, with another worker.
        """
        ...

    async def finish(self, lease: Lease) -> None:
        """Remove a leased offer for good. If the lease was lost nothing happens."""
        ...

    async def give_back(self, lease: Lease) -> None:
        """Offer a leased submission again at once. If the lease was lost nothing happens."""
        ...

    async def withdraw(self, offer: Offer) -> None:
        """Remove an offer that nobody has taken; if it is taken or unknown nothing happens."""
        ...

    async def reject(self, lease: Lease, reason: str) -> None:
        """Set a leased offer aside, for people to look at: it can't be what we wrote."""
        ...

    async def rejected(self, *, limit: int = 100) -> Sequence[RejectedMessage]:
        """List messages that were set aside, newest first; only so many are kept."""
        ...

    async def pause(self, bands: Collection[Band]) -> None:
        """Let nothing be taken from some bands, until `resume`; what is leased goes on."""
        ...

    async def resume(self, bands: Collection[Band]) -> None: ...

    async def drain(self, bands: Collection[Band]) -> int:
        """Remove the offers of some bands that wait; return how many. What is leased goes on."""
        ...

    async def stats(self) -> QueueStats: ...

    async def incarnation(self) -> str:
        """Return what names this life of the queue; another value means that it came back empty."""
        ...

    async def close(self) -> None: ...
