from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from judgebox.dispatch import BullDispatcher, embedded_valkey
from judgebox.ports import Dispatcher
from judgebox.store import upgrade
from judgebox.store.claim_loop import DatabaseDispatcher
from judgebox.store.connections import Connections
from judgebox.store.engine import make_engine, make_sync_engine
from judgebox.store.tables import offers, paused_bands, rejected_offers
from judgebox.testing.dispatcher import MemoryDispatcher
from postgres_process import PostgresProcess
from redis_process import RedisProcess, in_own_task, redis_process

LEASE = timedelta(seconds=0.6)


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture(scope="session")
def session_redis() -> Iterator[RedisProcess]:
    with redis_process() as server:
        yield server


@pytest.fixture
def redis(session_redis: RedisProcess) -> RedisProcess:
    with session_redis.client() as client:
        client.flushall()
    return session_redis


@pytest.fixture(params=["memory", "redis", "embedded", "sqlite", "postgresql"])
async def connect(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Callable[[], Dispatcher]]:
    """Makes one more handle on the same queue, like another process has it."""
    async with AsyncExitStack() as stack:
        match request.param:
            case "memory":
                only = MemoryDispatcher(SystemClock(), lease=LEASE)
                yield lambda: only
            case "redis":
                yield in_redis(request.getfixturevalue("redis").url, stack)
            case "embedded":
                yield in_redis(await stack.enter_async_context(in_own_task(embedded_valkey())), stack)
            case "sqlite":
                yield in_database(f"sqlite:///{tmp_path}/queue.sqlite3", stack)
            case "postgresql":
                yield in_database(request.getfixturevalue("queue_database"), stack)


def in_redis(url: str, stack: AsyncExitStack) -> Callable[[], Dispatcher]:
    def make() -> Dispatcher:
        dispatcher = BullDispatcher(url, lease=LEASE)
        stack.push_async_callback(dispatcher.close)
        return dispatcher

    return make


def in_database(url: str, stack: AsyncExitStack) -> Callable[[], Dispatcher]:
    def make() -> Dispatcher:
        engine = make_engine(url)
        stack.push_async_callback(engine.dispose)
        return DatabaseDispatcher(Connections(engine), SystemClock(), lease=LEASE)

    upgrade(url)
    return make


@pytest.fixture(scope="session")
def session_database(postgres: PostgresProcess) -> str:
    url = postgres.new_database()
    upgrade(url)
    return url


@pytest.fixture
def queue_database(session_database: str) -> str:
    """One whose queue is empty; the migrations take longer than a test."""
    engine = make_sync_engine(session_database)
    with engine.begin() as connection:
        for table in (offers, paused_bands, rejected_offers):
            connection.execute(delete(table))
    engine.dispose()
    return session_database


@pytest.fixture
def queue(connect: Callable[[], Dispatcher]) -> Dispatcher:
    return connect()
