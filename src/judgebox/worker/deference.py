"""Deference: what failed here is left to other workers for a moment.

How it works: a lease names the worker at which the last attempt failed. If that is us, and another one
that can judge it lives, we give the lease back and take nothing of its route for half a second; whatever
else waits we go on taking. If it comes back to us three times, the others are busy, and we judge it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from judgebox.domain.submission import SubmissionId
from judgebox.ports import Lease

LEAVE_FOR_S = 0.5
LEAVE_TIMES = 3

FORGET_AFTER_S = 60.0
"""Somebody else has it by then."""

Key = tuple[SubmissionId, int]


@dataclass(kw_only=True)
class Deference:
    """The manners of one worker. Times are seconds of a clock that never goes back.

    Attributes:
        others_can: whether another worker lives that judges a route.
    """

    worker: str
    others_can: Callable[[str], bool]
    _left: dict[Key, tuple[int, float]] = field(default_factory=dict, init=False)
    _quiet: dict[str, float] = field(default_factory=dict, init=False)

    def leaves(self, lease: Lease, route: str, *, now: float) -> bool:
        """Say whether to give a lease back for others to take, and keep away from its route if so."""
        key = (lease.submission_id, lease.generation)
        times, _ = self._left.get(key, (0, now))
        if lease.avoid != self.worker or times == LEAVE_TIMES or not self.others_can(route):
            self._left.pop(key, None)
            return False
        self._left = {each: value for each, value in self._left.items() if now - value[1] < FORGET_AFTER_S}
        self._left[key] = (times + 1, now)
        self._quiet[route] = now + LEAVE_FOR_S
        return True

    def quiet_routes(self, *, now: float) -> dict[str, float]:
        """The routes of which nothing is to be taken now, each with the time at which that ends."""
        self._quiet = {route: until for route, until in self._quiet.items() if until > now}
        return self._quiet
