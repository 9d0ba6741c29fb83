"""Retries: when what failed by no fault of the program is tried again, and what is said when it no longer is."""

from collections.abc import Sequence
from datetime import timedelta

from judgebox.domain.attempt import Attempt, AttemptOutcome

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=1)

JITTER = 0.5
"""By how much of itself a pause is longer or shorter, so that what failed together does not come back together."""

EVIDENCE_CHARACTERS = 300
"""Of what broke, for each attempt."""

FAULTS = (AttemptOutcome.FAILED, AttemptOutcome.LOST)


def pause_after(faults: int, *, random: float) -> timedelta:
    """Say how long to wait after a fault: twice as long after each, within bounds.

    Args:
        faults: how many there have been, from 1.
        random: from 0 to 1.
    """
    doublings = min(faults - 1, 16)  # beyond, the number would only grow too large for a timedelta
    pause = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
    return pause * (1 - JITTER + 2 * JITTER * random)


def evidence_of(attempts: Sequence[Attempt], *, generation: int) -> str:
    """Say which attempts at a generation failed, at which workers, and what broke."""
    failed = [each for each in attempts if each.generation == generation and each.outcome in FAULTS]
    return "; ".join(f"attempt {each.number} at {each.worker}: {_what_broke(each)}" for each in failed)


def _what_broke(attempt: Attempt) -> str:
    if attempt.outcome is AttemptOutcome.LOST:
        return "lost, nothing was heard of it any more"
    return " ".join((attempt.error or "failed").split())[:EVIDENCE_CHARACTERS]
