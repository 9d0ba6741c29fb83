"""Back-pressure: how much may be unfinished, and when whoever is refused should come again."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from judgebox.domain.errors import TooManyError
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
        in_all: of the whole site.
    """

    per_user: int = 100
    per_user_in_bulk: int = 20_000
    anonymous: int = 20_000
    per_band: int = 900_000
    in_all: int = 1_000_000

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


def check_user(user_id: str | None, band: Band, *, there: int, new: int, limits: UnfinishedLimits, rate: float) -> None:
    """Refuse what would be too much of one user in a band.

    Raises:
        TooManyError: says which limit, how much there is now, and when to come again.
    """
    limit = limits.of_user(user_id, band)
    whose = "of senders without a name" if user_id is None else f"of user {user_id[:64]!r}"
    setting = "unfinished_anonymous" if user_id is None else "unfinished_per_user"
    if user_id is not None and limit == limits.per_user_in_bulk and band in (Band.BULK, Band.REJUDGE):
        setting = "unfinished_per_user_bulk"
    _check(f"submissions {whose} in band {band.name.lower()}", setting, there, new, limit, rate)


def check_site(
    unfinished: Mapping[Band, int], new: Mapping[Band, int], *, limits: UnfinishedLimits, rate: float
) -> None:
    """Refuse what would be too much in a band or on the whole site; raises as `check_user`."""
    for band, count in new.items():
        what = f"submissions in band {band.name.lower()}"
        _check(what, "unfinished_per_band", unfinished[band], count, limits.per_band, rate)
    _check("submissions", "unfinished_limit", sum(unfinished.values()), sum(new.values()), limits.in_all, rate)


def _check(what: str, setting: str, there: int, new: int, limit: int, rate: float) -> None:
    if there + new <= limit:
        return
    sent = "" if new == 1 else f", {new} were sent"
    raise TooManyError(
        f"there are {there} unfinished {what}{sent}, the limit is {limit} ({setting})",
        retry_after=wait_for_room(there + new - limit, rate=rate),
    )
