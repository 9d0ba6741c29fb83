"""Room: from which bands a worker takes, so that what nobody waits for never fills it. Pure."""

from dataclasses import dataclass

from judgebox.domain.submission import Band
from judgebox.domain.turns import LOWER_EVERY

EVERY_BAND = frozenset(Band)
BUT_REJUDGES = EVERY_BAND - {Band.REJUDGE}
ONLY_REJUDGES = frozenset({Band.REJUDGE})


@dataclass(slots=True)
class Room:
    """The last free slot of several is kept for those who wait for a verdict.

    But a worker that is never idle has no other slot, so rejudges get one turn there after so many of others.
    """

    slots: int
    _taken: int = 0

    def bands(self, *, free: int) -> frozenset[Band]:
        """Say from which bands to take now; where that is rejudges alone, only if there is one already."""
        if self.slots == 1 or free > 1:
            return EVERY_BAND
        if self._taken < LOWER_EVERY:
            return BUT_REJUDGES
        self._taken = 0
        return ONLY_REJUDGES

    def note_taken(self) -> None:
        self._taken += 1
