"""Health: whether this server can take submissions in and wake workers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from fastapi import APIRouter, Response

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.openapi import answers
from judgebox.api.schemas import Health, QueueHealth, StoreHealth
from judgebox.api.services import Given
from judgebox.domain.errors import PlatformError
from judgebox.domain.submission import Band

router = APIRouter(tags=["health"])
T = TypeVar("T")

ANSWER_WITHIN_SECONDS = 2.0
"""Below the usual limit of whoever asks: a load balancer's is some 5 seconds."""


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
    counts, stats = await asyncio.gather(reached(services.store.counts()), reached(services.dispatcher.stats()))
    healthy = counts is not None and stats is not None
    health = Health(
        healthy=healthy,
        version=services.version,
        tier=services.tier,
        store=StoreHealth(reachable=counts is not None, submissions=None if counts is None else dict(counts)),
        queue=QueueHealth(
            reachable=stats is not None,
            waiting=stats and by_name(stats.waiting_in),
            leased=stats and by_name(stats.leased_in),
        ),
    )
    return answer(health, status=200 if healthy else 503)


async def reached(call: Awaitable[T]) -> T | None:
    """Wait for an answer of something outside; None if it is away or does not answer in time."""
    try:
        with anyio.fail_after(ANSWER_WITHIN_SECONDS):
            return await call
    except (PlatformError, TimeoutError):
        return None


def by_name(count_in: Callable[[Band], int]) -> dict[str, int]:
    return {band.name.lower(): count_in(band) for band in Band}
