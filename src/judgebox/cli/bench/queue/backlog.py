"""Part `backlog`: the same steps with 1,000 and with 1,000,000 submissions waiting, and what Redis holds then."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from judgebox.cli.bench.figures import Amount, PartReport, Timing, Unit, aim_of, timing_of
from judgebox.cli.bench.queue.consumer import LEASE, ROUTES
from judgebox.cli.bench.queue.figures import Part
from judgebox.cli.bench.queue.world import World, new_submissions
from judgebox.domain.errors import PlatformError
from judgebox.ports import Ability, Lease
from judgebox.usecases.offer import offer_of

FEW = 1000
CHUNK = 10_000
ROUNDS = 200
GROWTH_TIMES = 1.5
REDIS_MIB = 50.0
MIB = 1024 * 1024


async def measure_backlog(world: World, *, many: int) -> PartReport:
    """Fill the store twice, and measure each time."""
    await _fill(world, FEW)
    few = await _measure(world)
    _, empty_bytes = await world.redis_figures()
    await _fill(world, many - FEW)
    full = await _measure(world)
    _, full_bytes = await world.redis_figures()
    timings = [
        timing_of(f"{name}, {count:,} wait", samples[name])
        for name in few
        for count, samples in ((FEW, few), (many, full))
    ]
    growth = [
        aim_of(f"{name}, how much longer", _p50(full[name]) / _p50(few[name]), limit=GROWTH_TIMES, unit=Unit.TIMES)
        for name in few
    ]
    memory = Amount(
        name=f"memory of Redis, {FEW:,} and {many:,} wait",
        unit=Unit.MEBIBYTES,
        before=round(empty_bytes / MIB, 2),
        after=round(full_bytes / MIB, 2),
    )
    return PartReport(
        part=Part.BACKLOG,
        timings=timings,
        amounts=[memory],
        aims=[*growth, aim_of("memory of Redis", full_bytes / MIB, limit=REDIS_MIB, unit=Unit.MEBIBYTES)],
    )


def _p50(samples: Sequence[int]) -> float:
    timing: Timing = timing_of("", samples)
    return timing.p50_ms


async def _fill(world: World, count: int) -> None:
    for start in range(0, count, CHUNK):
        await world.store.add_submissions(new_submissions(min(CHUNK, count - start)))
    await world.reconciler().reconcile_once()


async def _measure(world: World) -> Mapping[str, list[int]]:
    steps: Mapping[str, Callable[[World], Awaitable[int]]] = {
        "store and offer one": _submit,
        "take": _take,
        "claim": _claim,
        "look for what is due": _look,
    }
    samples: dict[str, list[int]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            samples[name].append(await step(world))
    return samples


async def _submit(world: World) -> int:
    [submission] = new_submissions(1)
    start = time.perf_counter_ns()
    await world.store.add_submissions([submission])
    await world.dispatcher.offer([offer_of(submission)])
    return time.perf_counter_ns() - start


async def _take(world: World) -> int:
    start = time.perf_counter_ns()
    lease = await _leased(world)
    taken = time.perf_counter_ns() - start
    await world.dispatcher.give_back(lease)
    return taken


async def _claim(world: World) -> int:
    lease = await _leased(world)
    now = datetime.now(UTC)
    start = time.perf_counter_ns()
    found = await world.store.claim(
        lease.submission_id, lease.generation, owner="bench", at=now, lease_until=now + LEASE
    )
    claimed = time.perf_counter_ns() - start
    if found is not None:
        await world.store.give_back(found[0], error="measured", at=now, is_fault=False)
    await world.dispatcher.give_back(lease)
    return claimed


async def _leased(world: World) -> Lease:
    lease = await world.dispatcher.take("bench", Ability(routes=ROUTES), wait=timedelta(seconds=2))
    if lease is None:
        raise PlatformError("the queue of the benchmark ran empty")
    return lease


async def _look(world: World) -> int:
    """As the reconciler does every second."""
    now = datetime.now(UTC)
    start = time.perf_counter_ns()
    for line in await world.store.lines():
        await world.store.due_offers(line, offered_before=now - timedelta(seconds=30), limit=200)
    return time.perf_counter_ns() - start
