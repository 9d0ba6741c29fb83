"""Part `intake`: what it takes to store and offer submissions, one by one and many at once."""

import time

from judgebox.cli.bench.figures import PartReport, Timing, Unit, aim_of, timing_of
from judgebox.cli.bench.queue.consumer import LIST
from judgebox.cli.bench.queue.figures import Part
from judgebox.cli.bench.queue.world import World, new_submissions
from judgebox.domain.submission import Band
from judgebox.usecases.offer import offer_of

SINGLES = 300
BATCH = 10_000
BATCHES = 3
BATCH_ITEM_MS = 0.1
"""10,000 items a second."""


async def measure_intake(world: World) -> PartReport:
    """Each one as it is sent alone (stored, offered), and batches of 10,000, of which what has room is offered."""
    timings = [
        timing_of("LPUSH, one", [await _push(world) for _ in range(SINGLES)]),
        timing_of("store and offer, one", [await _store_and_offer(world, 1) for _ in range(SINGLES)]),
    ]
    await world.redis.delete(LIST)
    each = [await _store_and_offer(world, BATCH) // BATCH for _ in range(BATCHES)]
    batch = timing_of(f"store and offer, each of {BATCH}", each)
    await world.dispatcher.drain(list(Band))
    return PartReport(
        part=Part.INTAKE,
        timings=[*timings, batch],
        aims=[aim_of("each item of a batch", _p50(batch), limit=BATCH_ITEM_MS, unit=Unit.MILLISECONDS)],
    )


def _p50(timing: Timing) -> float:
    return timing.p50_ms


async def _push(world: World) -> int:
    start = time.perf_counter_ns()
    await world.redis.lpush(LIST, "1")
    return time.perf_counter_ns() - start


async def _store_and_offer(world: World, count: int) -> int:
    submissions = new_submissions(count)
    start = time.perf_counter_ns()
    await world.store.add_submissions(submissions)
    await world.dispatcher.offer([offer_of(each) for each in submissions[:200]])
    return time.perf_counter_ns() - start
