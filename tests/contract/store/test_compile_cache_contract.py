"""What every compile cache promises: in memory, in SQLite, in PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from sqlalchemy import text

from judgebox.blobs import DatabaseBlobs
from judgebox.domain.errors import StoreError
from judgebox.ports import CachedCompile, CompileCache
from judgebox.store import DatabaseCompileCache, DatabaseStore, open_store, upgrade
from judgebox.testing import FakeClock, MemoryCompileCache

NOW = datetime(2026, 11, 25, tzinfo=UTC)
LIMIT_BYTES = 100_000
PACKED = b"\x7fELF\0" + b"x" * 30_000

Another = Callable[[], CompileCache]
"""The cache as another worker sees it."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[DatabaseStore]:
    upgrade(database_url)
    async with open_store(database_url) as store:
        yield store


@asynccontextmanager
async def writing(store: DatabaseStore, clock: FakeClock) -> AsyncIterator[DatabaseCompileCache]:
    cache = DatabaseCompileCache(store.connections, clock, limit_bytes=LIMIT_BYTES)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(cache.keep_writing)
        yield cache
        tasks.cancel_scope.cancel()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def caches(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock
) -> AsyncIterator[tuple[CompileCache, Another]]:
    if request.param == "memory":
        memory = MemoryCompileCache(LIMIT_BYTES)
        yield memory, lambda: memory
        return
    sqlite = f"sqlite:///{tmp_path}/judgebox.sqlite3"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    upgrade(url)
    async with open_store(url) as store:
        cache = DatabaseCompileCache(store.connections, clock, limit_bytes=LIMIT_BYTES)
        writer = asyncio.create_task(cache.keep_writing())  # a fixture's two halves are no one task, as a group needs
        yield cache, lambda: DatabaseCompileCache(store.connections, clock, limit_bytes=LIMIT_BYTES)
        writer.cancel()
        await asyncio.wait([writer])


async def wait_for(condition: Callable[[], Awaitable[bool]]) -> None:
    with anyio.fail_after(10):
        while not await condition():
            await anyio.sleep(0.005)


async def wait_until_stored(another: Another, key: str) -> None:
    async def is_stored() -> bool:
        return await another().get(key) is not None

    await wait_for(is_stored)


@pytest.mark.parametrize(
    "compiled",
    [
        CachedCompile(packed=PACKED, output="warning: x\n"),
        CachedCompile(packed=b"", output=""),
        CachedCompile(packed=None, output="error: \N{REPLACEMENT CHARACTER} 'main' was not declared\n" * 500),
    ],
    ids=["files", "nothing", "refused"],
)
async def test_what_is_put_comes_back_unchanged_for_every_worker(
    caches: tuple[CompileCache, Another], compiled: CachedCompile
) -> None:
    cache, another = caches

    await cache.put("a" * 64, compiled)

    assert await cache.get("a" * 64) == compiled
    await wait_until_stored(another, "a" * 64)
    assert await another().get("a" * 64) == compiled


async def test_an_unknown_key_is_nothing(caches: tuple[CompileCache, Another]) -> None:
    assert await caches[0].get("b" * 64) is None


async def test_keys_do_not_share(caches: tuple[CompileCache, Another]) -> None:
    cache, _ = caches
    await cache.put("a" * 64, CachedCompile(packed=PACKED, output="a"))
    await cache.put("b" * 64, CachedCompile(packed=PACKED, output="b"))

    assert [(found.output if (found := await cache.get(key * 64)) else None) for key in "abc"] == ["a", "b", None]


async def test_what_was_used_least_recently_makes_room(caches: tuple[CompileCache, Another], clock: FakeClock) -> None:
    cache, another = caches
    for key in "abc":
        await cache.put(key * 64, CachedCompile(packed=PACKED + key.encode(), output=""))
        await wait_until_stored(another, key * 64)
        clock.advance(timedelta(hours=1))

    await cache.put("d" * 64, CachedCompile(packed=PACKED + b"d", output=""))
    await wait_until_stored(another, "d" * 64)

    async def has_room() -> bool:
        return await another().get("a" * 64) is None

    await wait_for(has_room)
    assert [await another().get(key * 64) is not None for key in "abcd"] == [False, True, True, True]


async def test_a_use_keeps_an_entry_for_longer(database: DatabaseStore, clock: FakeClock) -> None:
    def another() -> CompileCache:
        return DatabaseCompileCache(database.connections, clock, limit_bytes=LIMIT_BYTES)

    async with writing(database, clock) as cache:
        for key in "abc":
            await cache.put(key * 64, CachedCompile(packed=PACKED + key.encode(), output=""))
            await wait_until_stored(another, key * 64)
            clock.advance(timedelta(hours=1))
    async with writing(database, clock) as other:
        await other.get("a" * 64)
        await other.put("d" * 64, CachedCompile(packed=PACKED + b"d", output=""))
        await wait_until_stored(another, "d" * 64)

        async def has_room() -> bool:
            return await another().get("b" * 64) is None

        await wait_for(has_room)

    assert [await another().get(key * 64) is not None for key in "abcd"] == [True, False, True, True]


async def test_blobs_of_deleted_entries_are_deleted_but_for_those_that_another_entry_has(
    database: DatabaseStore, clock: FakeClock
) -> None:
    shared = CachedCompile(packed=PACKED, output="")
    async with writing(database, clock) as cache:
        for key, compiled in (("a", shared), ("b", CachedCompile(packed=PACKED + b"b", output="")), ("c", shared)):
            await cache.put(key * 64, compiled)
            await wait_until_stored(
                lambda: DatabaseCompileCache(database.connections, clock, limit_bytes=LIMIT_BYTES), key * 64
            )
            clock.advance(timedelta(hours=1))
        for key in "de":
            await cache.put(key * 64, CachedCompile(packed=PACKED + key.encode(), output=""))

        async def keys() -> list[str]:
            async with database.engine.connect() as connection:
                return [row[0][0] for row in await connection.execute(text("SELECT key FROM compiled ORDER BY key"))]

        async def are_the_last_three() -> bool:
            return await keys() == ["c", "d", "e"]

        await wait_for(are_the_last_three)
        async with database.engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM blobs")) == 3


async def test_test_data_is_never_deleted(database: DatabaseStore, clock: FakeClock) -> None:
    kept = await DatabaseBlobs(database.engine).put(b"1 2\n")
    async with writing(database, clock) as cache:
        for number in range(8):
            await cache.put(str(number) * 64, CachedCompile(packed=PACKED + bytes([number]), output=""))
        await wait_until_stored(
            lambda: DatabaseCompileCache(database.connections, clock, limit_bytes=LIMIT_BYTES), "7" * 64
        )

    assert await DatabaseBlobs(database.engine).get(kept) == b"1 2\n"


@pytest.mark.parametrize(
    "damage", ["UPDATE blobs SET content = :damaged", "DELETE FROM blobs WHERE content <> :damaged"]
)
async def test_a_damaged_entry_is_nothing_and_is_repaired_by_the_next_compile(
    database: DatabaseStore, clock: FakeClock, damage: str
) -> None:
    compiled = CachedCompile(packed=PACKED, output="")

    def another() -> CompileCache:
        return DatabaseCompileCache(database.connections, clock, limit_bytes=LIMIT_BYTES)

    async with writing(database, clock) as cache:
        await cache.put("a" * 64, compiled)
        await wait_until_stored(another, "a" * 64)
        async with database.engine.begin() as connection:
            await connection.execute(text(damage), {"damaged": b"damaged"})
        assert await another().get("a" * 64) is None

        await cache.put("a" * 64, compiled)
        await wait_until_stored(another, "a" * 64)

    assert await another().get("a" * 64) == compiled


async def test_workers_that_put_the_same_at_once_do_not_disturb_each_other(
    database: DatabaseStore, clock: FakeClock
) -> None:
    async with writing(database, clock) as one, writing(database, clock) as other:
        for number in range(20):
            for cache in (one, other):
                await cache.put("a" * 64, CachedCompile(packed=PACKED + bytes([number]), output=""))

        async def is_the_last() -> bool:
            async with database.engine.connect() as connection:
                contents = (await connection.scalars(text("SELECT content FROM blobs"))).all()
            return [bytes(content) for content in contents] == [PACKED + bytes([19])]

        await wait_for(is_the_last)


async def test_a_database_that_is_away_is_an_error_for_get_and_none_for_put(clock: FakeClock) -> None:
    async with open_store("postgresql://127.0.0.1:9/db") as store, writing(store, clock) as cache:
        with pytest.raises(StoreError, match="away"):
            await cache.get("a" * 64)
        await cache.put("a" * 64, CachedCompile(packed=PACKED, output=""))

        assert await cache.get("a" * 64) is not None
