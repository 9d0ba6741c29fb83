"""Room: from which bands a worker takes, so that what nobody waits for never fills it. Pure."""

from judgebox.domain.submission import Band

EVERY_BAND = frozenset(Band)
BUT_REJUDGES = EVERY_BAND - {Band.REJUDGE}


def bands_to_take(*, free: int, slots: int) -> frozenset[Band]:
    """Say from which bands to take: the last free slot of several is kept for those who wait for a verdict."""
    return BUT_REJUDGES if slots > 1 and free <= 1 else EVERY_BAND
