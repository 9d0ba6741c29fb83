"""What is measured: a store and a queue of the benchmark's own, gone afterwards."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import anyio.to_thread
from redis.asyncio import Redis

from judgebox.cli.bench.queue.consumer import LEASE, ROUTES
from judgebox.dispatch import BullDispatcher, embedded_valkey
from judgebox.domain.submission import Scope, Submission, submission_id_of
from judgebox.ports import Events
from judgebox.pubsub import open_events
from judgebox.redis_clients import make_client
from judgebox.store import DatabaseStore, open_store, upgrade
from judgebox.usecases.reconcile import Reconciler

USERS = 20
SOURCE = "print(sum(map(int, input().split())))\n" * 4
"""As long as a short program: 150 bytes."""


class MachineClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that the parts of the benchmark work with."""

    url: str
    database_url: str
    store: DatabaseStore
    dispatcher: BullDispatcher
    events: Events
    redis: Redis

    def reconciler(self) -> Reconciler:
        return Reconciler(store=self.store, dispatcher=self.dispatcher, events=self.events, clock=MachineClock())

    async def redis_figures(self) -> tuple[float, int]:
        """CPU time of the server in seconds, and the bytes that it uses."""
        info = await self.redis.info()
        return info["used_cpu_user"] + info["used_cpu_sys"], int(info["used_memory"])


@asynccontextmanager
async def open_world(database_url: str | None) -> AsyncIterator[World]:
    """Make a world: an embedded Valkey, and the given database or a SQLite file.

    Args:
        database_url: of an empty database for the benchmark alone, which fills it.
    """
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        url_of_database = database_url or f"sqlite:///{Path(name) / 'bench.sqlite3'}"
        await anyio.to_thread.run_sync(upgrade, url_of_database)
        async with embedded_valkey() as url, open_store(url_of_database) as store, open_events(url) as events:
            dispatcher = await BullDispatcher.connect(url, lease=LEASE)
            redis = make_client(url)
            try:
                yield World(
                    url=url,
                    database_url=url_of_database,
                    store=store,
                    dispatcher=dispatcher,
                    events=events,
                    redis=redis,
                )
            finally:
                with anyio.CancelScope(shield=True):
                    await redis.aclose()
                    await dispatcher.close()


def new_submissions(count: int) -> Sequence[Submission]:
    """Programs of some users in some languages."""
    now = datetime.now(UTC)
    return [
        Submission(
            id=submission_id_of(now, os.urandom(10)),
            language=ROUTES[number % len(ROUTES)],
            source=SOURCE,
            created_at=now,
            user_id=f"user-{number % USERS}",
            scope=Scope.INPUT,
            input="",
        )
        for number in range(count)
    ]
