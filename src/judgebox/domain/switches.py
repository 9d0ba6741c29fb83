"""Switches: what operators have stopped."""

from dataclasses import dataclass

from judgebox.domain.submission import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchBoard:
    """Where all switches stand.

    Attributes:
        paused: bands from which no worker takes anything.
        is_closed: whether nothing new is taken in, because the site is drained.
    """

    paused: frozenset[Band] = frozenset()
    is_closed: bool = False
