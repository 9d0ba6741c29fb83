"""A process that takes jobs and does nothing with them, as `python -m judgebox.cli.bench.queue.consumer`.

It says `ready`, works until its standard input ends, and then says in one line of JSON what it did. Times are
those of the monotonic clock, which all processes of a machine share.
"""

import argparse
import os
import resource
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import anyio
import msgspec
from redis.asyncio import Redis

from judgebox.dispatch import BullDispatcher
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Ability, Events, Lease, Store
from judgebox.pubsub import open_events
from judgebox.redis_clients import make_client
from judgebox.store import open_store
from judgebox.usecases.tell import tell_outbox

LIST = "bench:list"
ROUTES = ("python", "c")
LEASE = timedelta(seconds=30)


@dataclass(kw_only=True)
class Done:
    """What one consumer did.

    Attributes:
        taken_ns: when each job was in its hands, by the job's name.
    """

    taken_ns: dict[str, int] = field(default_factory=dict)
    cpu_s: float = 0.0


async def consume_list(url: str, done: Done) -> None:
    """Take from a plain list: what is taken is lost if we die."""
    client: Redis = make_client(url, blocks=True, decode=True)
    while True:
        popped = await client.brpop([LIST], timeout=1)
        if popped is not None:
            done.taken_ns[str(popped[1])] = time.monotonic_ns()


async def consume_queue(url: str, database_url: str, done: Done, *, slots: int) -> None:
    """Take, claim, commit, tell and finish, as a worker does around its judging."""
    dispatcher = await BullDispatcher.connect(url, lease=LEASE)
    async with open_store(database_url) as store, open_events(url) as events, anyio.create_task_group() as tasks:
        free = anyio.Semaphore(slots)
        while True:
            await free.acquire()
            lease = await dispatcher.take(f"bench-{os.getpid()}", Ability(routes=ROUTES), wait=timedelta(seconds=1))
            if lease is None:
                free.release()
                continue
            done.taken_ns[lease.submission_id] = time.monotonic_ns()
            tasks.start_soon(_judge_nothing, lease, dispatcher, store, events, free)


async def _judge_nothing(
    lease: Lease, dispatcher: BullDispatcher, store: Store, events: Events, free: anyio.Semaphore
) -> None:
    now = datetime.now(UTC)
    found = await store.claim(lease.submission_id, lease.generation, owner="bench", at=now, lease_until=now + LEASE)
    if found is not None:
        claim, submission = found
        result = Result(verdict=Verdict.ACCEPTED)
        event = event_of(submission, EventKind.FINISHED, attempt=claim.attempt, result=result)
        if await store.commit(claim, result, at=now, event=event):
            await tell_outbox(store, events, submission.id)
    await dispatcher.finish(lease)
    free.release()


async def _main(options: argparse.Namespace) -> None:
    done = Done()
    async with anyio.create_task_group() as tasks:
        if options.database_url is None:
            tasks.start_soon(consume_list, options.url, done)
        else:
            tasks.start_soon(lambda: consume_queue(options.url, options.database_url, done, slots=options.slots))
        print("ready", flush=True)
        with suppress(EOFError):
            await anyio.to_thread.run_sync(sys.stdin.read, abandon_on_cancel=True)
        tasks.cancel_scope.cancel()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    done.cpu_s = usage.ru_utime + usage.ru_stime
    print(msgspec.json.encode(done).decode(), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--database-url")
    parser.add_argument("--slots", type=int, default=8)
    anyio.run(_main, parser.parse_args(), backend_options={"use_uvloop": True})


if __name__ == "__main__":
    main()
