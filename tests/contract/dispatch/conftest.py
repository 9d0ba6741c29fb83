from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from judgebox.dispatch import BullDispatcher, embedded_valkey
from judgebox.ports import Dispatcher
from judgebox.testing.dispatcher import MemoryDispatcher
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


@pytest.fixture(params=["memory", "redis", "embedded"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Callable[[], Dispatcher]]:
    """Makes one more handle on the same queue, like another process has it."""
    if request.param == "memory":
        only = MemoryDispatcher(SystemClock(), lease=LEASE)
        yield lambda: only
        return
    async with AsyncExitStack() as stack:
        if request.param == "embedded":
            url = await stack.enter_async_context(in_own_task(embedded_valkey()))
        else:
            url = request.getfixturevalue("redis").url

        def make() -> Dispatcher:
            dispatcher = BullDispatcher(url, lease=LEASE)
            stack.push_async_callback(dispatcher.close)
            return dispatcher

        yield make


@pytest.fixture
def queue(connect: Callable[[], Dispatcher]) -> Dispatcher:
    return connect()
