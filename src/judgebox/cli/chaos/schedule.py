"""Which faults are done, and in which order. Pure: the same seed gives the same faults."""

from collections.abc import Sequence
from enum import StrEnum
from random import Random


class FaultKind(StrEnum):
    """What breaks."""

    KILL_WORKER = "kill-worker"
    KILL_LAUNCHER = "kill-launcher"
    STOP_WORKER = "stop-worker"
    FREEZE_WORKER = "freeze-worker"
    KILL_API = "kill-api"
    STOP_API = "stop-api"
    FREEZE_API = "freeze-api"
    KILL_REDIS = "kill-redis"
    LOSE_REDIS = "lose-redis"
    FLUSH_REDIS = "flush-redis"
    FREEZE_REDIS = "freeze-redis"
    KILL_POSTGRES = "kill-postgres"
    FREEZE_POSTGRES = "freeze-postgres"
    CUT_REDIS = "cut-redis"
    CUT_POSTGRES = "cut-postgres"
    CUT_ALL = "cut-all"


CUTS = (FaultKind.CUT_REDIS, FaultKind.CUT_POSTGRES, FaultKind.CUT_ALL)
"""Those that need machines with networks of their own."""

REDIS = (FaultKind.KILL_REDIS, FaultKind.LOSE_REDIS, FaultKind.FLUSH_REDIS)
"""Those after which Redis may have forgotten what was pushed to it."""


def schedule(kinds: Sequence[FaultKind], count: int, *, seed: int) -> Sequence[FaultKind]:
    """Choose faults: every kind comes up before any comes up again, in an order that the seed decides."""
    random = Random(seed)  # noqa: S311 - not for secrets, but to be repeated
    chosen: list[FaultKind] = []
    while len(chosen) < count:
        chosen += random.sample(list(kinds), len(kinds))
    return chosen[:count]
