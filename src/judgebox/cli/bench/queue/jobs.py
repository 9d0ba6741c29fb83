"""Parts `latency` and `jobs`: how soon a worker has what was sent, and how many a second it gets done."""

import time
from collections.abc import Awaitable, Callable, Sequence

import anyio

from judgebox.cli.bench.figures import Amount, PartReport, Timing, Unit, time_aim, timing_of
from judgebox.cli.bench.queue.consumer import LIST
from judgebox.cli.bench.queue.consumers import Consumer, running_consumers
from judgebox.cli.bench.queue.figures import Part
from judgebox.cli.bench.queue.world import World, new_submissions
from judgebox.domain.submission import State
from judgebox.usecases.offer import offer_of
from judgebox.usecases.reconcile import keep_reconciling

PAUSES_S = (0.02, 0.05, 0.08)
"""Between single jobs, so that the queue is idle again."""

DISPATCH_P50_MS = 3.0
JOBS_WITHIN_S = 600.0
LOOK_EVERY_S = 0.02


async def measure_latency(world: World, *, count: int) -> PartReport:
    """Single jobs on an idle queue, from before they are sent until a worker in another process has them."""
    async with running_consumers(1, world.url) as [lists]:
        pushed = await _send_with_pauses(count, lambda number: _push(world, number))
    async with running_consumers(1, world.url, "--database-url", world.database_url) as [queue]:
        offered = await _send_with_pauses(count, lambda _: _store_and_offer(world))
    plain = _latency("LPUSH to BRPOP", pushed, lists)
    ours = _latency("offer to take", offered, queue)
    return PartReport(
        part=Part.LATENCY, timings=[plain, ours], aims=[time_aim("offer to take", ours, limit_ms=DISPATCH_P50_MS)]
    )


async def _send_with_pauses(count: int, send: Callable[[int], Awaitable[tuple[str, int]]]) -> dict[str, int]:
    sent: dict[str, int] = {}
    for number in range(count):
        await anyio.sleep(PAUSES_S[number % len(PAUSES_S)])
        name, at = await send(number)
        sent[name] = at
    await anyio.sleep(1)
    return sent


async def _push(world: World, number: int) -> tuple[str, int]:
    at = time.monotonic_ns()
    await world.redis.lpush(LIST, str(number))
    return str(number), at


async def _store_and_offer(world: World) -> tuple[str, int]:
    [submission] = new_submissions(1)
    await world.store.add_submissions([submission])
    at = time.monotonic_ns()
    await world.dispatcher.offer([offer_of(submission)])
    return submission.id, at


def _latency(name: str, sent: dict[str, int], consumer: Consumer) -> Timing:
    taken = consumer.done.taken_ns
    return timing_of(name, [taken[each] - at for each, at in sent.items() if each in taken])


# --- Throughput --------------------------------------------------------------------------------


async def measure_jobs(world: World, *, jobs: int) -> PartReport:
    """Jobs that do nothing, all stored before: claim, commit, tell and finish, by one worker and by two."""
    timings: list[Timing] = []
    amounts: list[Amount] = []
    for workers in (1, 2):
        cpu_before, _ = await world.redis_figures()
        seconds, consumers = await _through_list(world, jobs, workers)
        timings.append(_each(f"LPUSH/BRPOP, {_workers(workers)}", seconds, jobs))
        cpu_between, _ = await world.redis_figures()
        seconds, consumers = await _through_queue(world, jobs, workers)
        cpu_after, _ = await world.redis_figures()
        timings.append(_each(f"through the queue, {_workers(workers)}", seconds, jobs))
        worker_cpu = sum(consumer.done.cpu_s for consumer in consumers)
        for name, cpu in (
            (f"Redis, of a list, {_workers(workers)}", cpu_between - cpu_before),
            (f"Redis, of the queue, {_workers(workers)}", cpu_after - cpu_between),
            (f"worker, of the queue, {_workers(workers)}", worker_cpu),
        ):
            amounts.append(
                Amount(
                    name=f"CPU a job: {name}", unit=Unit.MILLISECONDS, before=None, after=round(cpu * 1000 / jobs, 4)
                )
            )
    return PartReport(part=Part.JOBS, timings=timings, amounts=amounts)


def _workers(count: int) -> str:
    return "1 worker" if count == 1 else f"{count} workers"


def _each(name: str, seconds: float, jobs: int) -> Timing:
    """The time for one, as the mean of all: they overlap, so none has a time of its own."""
    return timing_of(name, [round(seconds * 1_000_000_000 / jobs)])


async def _through_list(world: World, jobs: int, workers: int) -> tuple[float, Sequence[Consumer]]:
    async with running_consumers(workers, world.url) as consumers:
        start = time.monotonic()
        async with world.redis.pipeline(transaction=False) as pipe:
            for number in range(jobs):
                pipe.lpush(LIST, str(number))
            await pipe.execute()
        await _wait_until(lambda: _list_is_empty(world))
        seconds = time.monotonic() - start
    return seconds, consumers


async def _through_queue(world: World, jobs: int, workers: int) -> tuple[float, Sequence[Consumer]]:
    await world.store.add_submissions(new_submissions(jobs))
    arguments = ("--database-url", world.database_url)
    async with running_consumers(workers, world.url, *arguments) as consumers, anyio.create_task_group() as tasks:
        start = time.monotonic()
        tasks.start_soon(keep_reconciling, world.reconciler())
        await _wait_until(lambda: _all_is_judged(world))
        seconds = time.monotonic() - start
        tasks.cancel_scope.cancel()
    return seconds, consumers


async def _wait_until(holds: Callable[[], Awaitable[bool]]) -> None:
    with anyio.fail_after(JOBS_WITHIN_S):
        while True:
            if await holds():
                return
            await anyio.sleep(LOOK_EVERY_S)


async def _list_is_empty(world: World) -> bool:
    return await world.redis.llen(LIST) == 0


async def _all_is_judged(world: World) -> bool:
    if await world.store.lines():  # cheap, so asked first
        return False
    counts = await world.store.counts()
    return counts[State.QUEUED] + counts[State.JUDGING] == 0
