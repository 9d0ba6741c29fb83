"""Back-pressure: how much may be unfinished, and when whoever is refused should come again."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from judgebox.domain.submission import Band

SHORTEST_WAIT_S = 1
LONGEST_WAIT_S = 600
UNKNOWN_WAIT_S = 60
"""Where nothing has finished lately, so that nobody knows when there is room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedLimits:
    """How many submissions may be queued or judging at once.

    Attributes:
        per_user: of one user in one band; of the bulk band `per_user_in_bulk`.
        anonymous: of all those together in one band who give no user. They can't be told apart: on a laptop
            they are one person, at a site whoever came past its front.
        per_band: of all users in one band: with less than `in_all` no band shuts the others out.
        in_all: of the whole site, but for the band of rejudges: a large one shuts nobody out.
    """

    per_user: int = 100
    per_user_in_bulk: int = 20_000
    anonymous: int = 20_000
    per_band: int = 900_000
    in_all: int = 1_000_000

    def without_users(self) -> "UnfinishedLimits":
        """The limits of bands and site alone."""
        return replace(self, per_user=self.in_all, per_user_in_bulk=self.in_all, anonymous=self.in_all)

    def of_user(self, user_id: str | None, band: Band) -> int:
        if user_id is None:
            return self.anonymous
        return self.per_user_in_bulk if band in (Band.BULK, Band.REJUDGE) else self.per_user


def wait_for_room(excess: int, *, rate: float) -> timedelta:
    """Estimate when so many submissions will have finished, in whole seconds.

    Args:
        rate: how many finish in a second now.
    """
    if rate <= 0:
        return timedelta(seconds=UNKNOWN_WAIT_S)
    return timedelta(seconds=min(max(math.ceil(excess / rate), SHORTEST_WAIT_S), LONGEST_WAIT_S))


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """What would be too much, in words, and how many have to finish before there is room.

    Attributes:
        is_for_ever: whether it is more than the limit by itself, so that there will never be room.
    """

    sentence: str
    count: int
    is_for_ever: bool


def excess_of_user(user_id: str | None, band: Band, *, there: int, new: int, limits: UnfinishedLimits) -> Excess | None:
    """Say by how much a user would have too much in a band; None if it is not too much."""
    whose = "of senders without a name" if user_id is None else f"of user {user_id[:64]!r}"
    what = f"submissions {whose} in band {band.name.lower()}"
    return _excess(what, there=there, new=new, limit=limits.of_user(user_id, band))


def excess_of_site(
    unfinished: Mapping[Band, int], new: Mapping[Band, int], *, limits: UnfinishedLimits
) -> Excess | None:
    """Say by how much a band, or else the whole site, would have too much; None if it is not too much."""
    for band, count in new.items():
        what = f"submissions in band {band.name.lower()}"
        found = _excess(what, there=unfinished[band], new=count, limit=limits.per_band)
        if found is not None:
            return found
    users = sum(count for band, count in unfinished.items() if band is not Band.REJUDGE)
    return _excess("submissions", there=users, new=sum(new.values()), limit=limits.in_all)


def _excess(what: str, *, there: int, new: int, limit: int) -> Excess | None:
    if there + new <= limit:
        return None
    if new > limit:
        sentence = f"{new} {what} were sent together; at most {limit} may be unfinished"
    else:
        sent = "" if new == 1 else f" and {new} were sent"
        sentence = f"{there} {what} are unfinished{sent}; the limit is {limit}"
    return Excess(sentence=sentence, count=there + new - limit, is_for_ever=new > limit)
