"""Room: from which bands a worker takes, so that what nobody waits for never fills it. Pure."""

import math
from dataclasses import dataclass

from judgebox.domain.submission import Band
from judgebox.domain.turns import LOWER_EVERY

EVERY_BAND = frozenset(Band)
BUT_REJUDGES = EVERY_BAND - {Band.REJUDGE}
ONLY_REJUDGES = frozenset({Band.REJUDGE})


LIVE = frozenset({Band.CONTEST, Band.PRACTICE})

QUIET_S = 1.0
"""So long after somebody's submission the next one may follow at once, and its cases could use every slot."""


@dataclass(slots=True)
class Room:
    """The last free slot of several is kept for those who wait for a verdict, and every slot while they come.

    But a worker that is never idle has no other time or slot, so rejudges get one turn there after so many of others.
    """

    slots: int
    _taken: int = 0
    _live_at: float = -math.inf

    def bands(self, *, free: int, now: float) -> frozenset[Band]:
        """Say from which bands to take now; where that is rejudges alone, only if there is one already."""
        is_quiet = now - self._live_at >= QUIET_S
        if is_quiet and (self.slots == 1 or free > 1):
            return EVERY_BAND
        if self._taken < LOWER_EVERY:
            return BUT_REJUDGES
        self._taken = 0
        return ONLY_REJUDGES

    def note_taken(self, band: Band, *, now: float) -> None:
        self._taken += 1
        if band in LIVE:
            self._live_at = now
