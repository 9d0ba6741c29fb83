"""Watches over the limits of one run that the kernel does not enforce by itself."""

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from functools import cache, lru_cache

from judgebox.domain.run import Ending, Limits
from judgebox.domain.timing import reach_of
from judgebox.sandbox.cgroup_leaf import Leaf

_SHORTEST = 0.002
"""Seconds between two looks at the CPU time; a look costs some 10 us."""
_LONGEST = 0.1
"""Seconds between two looks: on version 1 of control groups only we can end a program of which a part was
killed for want of memory."""


ENDS_WITHIN = 10.0
"""Seconds in which a killed run is over: it takes milliseconds, and longer only when the kernel cannot end a process
or the init of the box is not alive enough to say so."""

IDLE_SHARE = 0.05
"""A program that uses less than this share of a CPU sleeps or waits. Source: judging study 4.4, rule 1."""


@cache
def _cores() -> int:
    return os.cpu_count() or 1


@lru_cache(maxsize=1024)
def _nanoseconds_to_kill_at(limit: timedelta) -> int:
    return reach_of(limit) // timedelta(microseconds=1) * 1000


class Supervisor:
    """Asks to kill a run once it is out of CPU time, elapsed time, or idle, and gives it up if that does not end it.

    It looks again when the run can have used up its CPU time at the earliest, so that a run of a few
    milliseconds is never looked at, and one that is out of time is ended within milliseconds.

    Attributes:
        killed_for: why it asked, if it did.
    """

    def __init__(
        self, limits: Limits, leaf: Leaf | None, kill: Callable[[], None], give_up: Callable[[], None]
    ) -> None:
        self.killed_for: Ending | None = None
        self._leaf = leaf
        self._kill = kill
        self._give_up = give_up
        self._loop = asyncio.get_running_loop()
        self._cores = min(_cores(), limits.processes)
        self._kill_at_ns = _nanoseconds_to_kill_at(limits.cpu_time)
        self._deadline = self._loop.time() + limits.wall_time.total_seconds()
        self._idle_s = limits.idle_time.total_seconds() if limits.idle_time is not None and leaf is not None else None
        self._busy_at = self._loop.time()
        self._used_ns_then = 0
        self._timer = self._look_again(0)

    def stop(self) -> None:
        self._timer.cancel()

    def end_when_idle(self, idle: timedelta) -> None:
        """Allow no more idle time than that from now on: what the run could wait for has ended."""
        if self._leaf is not None:
            self._idle_s = min(self._idle_s or float("inf"), idle.total_seconds())
            self._busy_at, self._used_ns_then = self._loop.time(), self._leaf.cpu_ns()

    def _look_again(self, used_ns: int) -> asyncio.TimerHandle:
        cpu_left = max(_SHORTEST, (self._kill_at_ns - used_ns) / 1e9 / self._cores)
        wall_left = self._deadline - self._loop.time()
        return self._loop.call_later(max(0.0, min(cpu_left, wall_left, _LONGEST)), self._look)

    def _look(self) -> None:
        used_ns = 0 if self._leaf is None else self._leaf.cpu_ns()
        if used_ns >= self._kill_at_ns:
            self._kill_for(Ending.KILLED_OUT_OF_CPU_TIME)
        elif self._loop.time() >= self._deadline:
            self._kill_for(Ending.KILLED_OUT_OF_WALL_TIME)
        elif self._is_idle(used_ns):
            self._kill_for(Ending.KILLED_IDLE)
        elif self._leaf is not None and self._leaf.oom_kills():
            self._kill_for(Ending.KILLED_OUT_OF_MEMORY)
        else:
            self._timer = self._look_again(used_ns)

    def _is_idle(self, used_ns: int) -> bool:
        """Whether the run has used next to no CPU time for as long as it may be idle."""
        now = self._loop.time()
        elapsed = now - self._busy_at
        if used_ns - self._used_ns_then > IDLE_SHARE * elapsed * 1e9:
            self._busy_at, self._used_ns_then = now, used_ns
            return False
        if self._idle_s is None or elapsed < self._idle_s:
            return False
        if self._leaf is not None and self._leaf.has_running_thread():  # it would work if the machine let it
            self._busy_at, self._used_ns_then = now, used_ns
            return False
        return True

    def _kill_for(self, reason: Ending) -> None:
        self.killed_for = reason
        self._kill()
        self._timer = self._loop.call_later(ENDS_WITHIN, self._give_up)
