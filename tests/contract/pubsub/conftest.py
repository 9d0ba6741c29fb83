from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from judgebox.ports import Events
from judgebox.pubsub import open_events
from judgebox.testing import MemoryEvents
from redis_process import RedisProcess, redis_process

OpenEvents = Callable[[], AbstractAsyncContextManager[Events]]


@pytest.fixture(scope="session")
def session_redis() -> Iterator[RedisProcess]:
    with redis_process() as server:
        yield server


@pytest.fixture
def redis(session_redis: RedisProcess) -> RedisProcess:
    with session_redis.client() as client:
        client.flushall()
    return session_redis


@pytest.fixture(params=["memory", "redis"])
def open_port(request: pytest.FixtureRequest) -> OpenEvents:
    """Opens the same events once more, like another process does."""
    if request.param == "memory":
        only = MemoryEvents()

        @asynccontextmanager
        async def memory() -> AsyncIterator[Events]:
            yield only

        return memory
    url = request.getfixturevalue("redis").url

    @asynccontextmanager
    async def redis_events() -> AsyncIterator[Events]:
        async with open_events(url) as events:
            yield events

    return redis_events
