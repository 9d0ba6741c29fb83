"""What a look at the sandbox or its host comes to."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a feature is."""

    FINE = "fine"
    NOTE = "note"
    """Good to know; nothing needs to be done."""
    WARNING = "warning"
    """Judging works, but something is weaker or less exact than it could be."""
    FAILED = "failed"
    """Judging is impossible, or a wall that was promised does not stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A feature that was tried.

    Attributes:
        name: stays the same from release to release: programs may look for it.
        group: under which heading it belongs: "isolation", "limits" or "timing".
        detail: what was seen, or what went wrong.
        remedy: what an operator can do; None if nothing is to be done or nothing helps.
    """

    name: str
    group: str
    level: Level
    detail: str
    remedy: str | None = None
