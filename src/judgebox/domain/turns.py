"""Turns: which band a consumer serves first, and how much of a line the queue holds."""

from collections.abc import Collection, Sequence

from judgebox.domain.submission import Band

LOWER_EVERY = 16
"""One turn in so many begins with the lower bands: they never starve, and cost the highest a sixteenth."""

WINDOW = 200
"""Offers of a line that may wait in the queue; the store holds the rest."""

WINDOW_LIMIT = 2 * WINDOW
"""Room beyond the window for what is to be served before something that waits there."""


def bands_of_turn(turn: int, bands: Collection[Band]) -> Sequence[Band]:
    """Order the bands for a consumer's turn, counted from 1.

    In the turns of the lower bands each of them is first in rotation, and the highest is last.
    """
    ordered = sorted(bands)
    if turn % LOWER_EVERY or len(ordered) < 2:
        return ordered
    highest, *lower = ordered
    first = (turn // LOWER_EVERY - 1) % len(lower)
    return [*lower[first:], *lower[:first], highest]


def has_room(waiting: int, *, tag: int, highest: int) -> bool:
    """Whether a line takes in one more, if so many wait there and this is the highest tag among them."""
    return waiting < WINDOW or (waiting < WINDOW_LIMIT and tag < highest)
