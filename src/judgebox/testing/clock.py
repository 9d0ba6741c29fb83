"""A clock that stands until a test moves it."""

from datetime import datetime, timedelta


class FakeClock:
    """Tells the time it was given."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by
