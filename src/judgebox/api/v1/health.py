"""Health: whether this server can take submissions in and wake workers."""

import asyncio
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.openapi import answers
from judgebox.api.reached import reached
from judgebox.api.schemas import Health, QueueHealth, StoreHealth
from judgebox.api.services import Given
from judgebox.domain.backlog import Depths
from judgebox.domain.submission import Band, State
from judgebox.domain.verdict import Verdict

router = APIRouter(tags=["health"])


@router.get(
    "/health",
    response_model=Health,
    responses={
        **answers(200, Health, examples.HEALTH, "All is reachable."),
        **answers(503, Health, examples.UNHEALTHY, "The database or the queue is away."),
    },
)
async def read_health(services: Given) -> Response:
    """Look whether database and queue are reachable.

    With the queue away submissions are still stored, and judged when it is back.
    """
    depths, verdicts, stats = await asyncio.gather(
        reached(services.figures.depths()),
        reached(services.figures.backlog.verdicts()),
        reached(services.dispatcher.stats()),
    )
    store_is_up = verdicts is not None  # the depths may be remembered, and are slow to count where millions wait
    health = Health(
        healthy=store_is_up and stats is not None,
        version=services.version,
        tier=services.tier,
        store=StoreHealth(reachable=store_is_up, submissions=counts_of(depths, verdicts)),
        queue=QueueHealth(
            reachable=stats is not None,
            waiting=stats and by_name(stats.waiting_in),
            leased=stats and by_name(stats.leased_in),
        ),
    )
    return answer(health, status=200 if health.healthy else 503)


def counts_of(depths: Depths | None, verdicts: Mapping[Verdict, int] | None) -> dict[State, int] | None:
    """Count by state what can be counted at any size: the judged ones are those that count at their problem."""
    if verdicts is None:
        return None
    if depths is None:
        return {State.JUDGED: sum(verdicts.values())}
    return {
        State.QUEUED: sum(depths.waiting.values()) + depths.delayed,
        State.JUDGING: sum(depths.judging.values()),
        State.JUDGED: sum(verdicts.values()),
    }


def by_name(count_in: Callable[[Band], int]) -> dict[str, int]:
    return {band.name.lower(): count_in(band) for band in Band}
