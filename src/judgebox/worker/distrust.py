"""Distrust: a route on which box after box fails here is left alone for a while.

How it works: a box that fails says nothing about a program, but several in a row, of whatever submissions,
say something about this host. Each submission that is tried here then costs it one of its few faults, and
within seconds everything that waits would be set aside. So after some failures in a row nothing of that
route is taken for a while, then one is tried; the pauses grow as long as nothing succeeds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from judgebox.domain.retry import pause_after

FAILURES_IN_A_ROW = 3


@dataclass(kw_only=True)
class Distrust:
    """What one worker thinks of its own sandbox. Times are seconds of a clock that never goes back.

    Attributes:
        random: makes numbers from 0 to 1.
    """

    random: Callable[[], float]
    _failures: dict[str, int] = field(default_factory=dict, init=False)
    _until: dict[str, float] = field(default_factory=dict, init=False)

    def failed(self, route: str, *, now: float) -> None:
        failures = self._failures[route] = self._failures.get(route, 0) + 1
        if failures >= FAILURES_IN_A_ROW:
            pause = pause_after(failures - FAILURES_IN_A_ROW + 1, random=self.random())
            self._until[route] = now + pause.total_seconds()

    def succeeded(self, route: str) -> None:
        self._failures.pop(route, None)
        self._until.pop(route, None)

    def quiet_routes(self, *, now: float) -> dict[str, float]:
        """The routes of which nothing is to be taken now, each with the time at which that ends."""
        return {route: until for route, until in self._until.items() if until > now}
