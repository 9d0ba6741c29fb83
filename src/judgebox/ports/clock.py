"""The time of day."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time of day. Never for measuring durations."""

    def now(self) -> datetime:
        """Return the time in UTC, with its zone."""
        ...
