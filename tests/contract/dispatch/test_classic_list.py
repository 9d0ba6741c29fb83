"""The list `problems` in Redis: nothing that was pushed is lost."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.dispatch import ClassicList
from judgebox.dispatch.classic_list import REJECTED_ENTRY_BYTES, REJECTED_KEPT
from judgebox.domain.errors import QueueError
from judgebox.testing import FakeClock
from judgebox.usecases.intake import keep_taking_in
from redis_process import RedisProcess, eventually, redis_process

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOON = timedelta(seconds=2)
NO_WAIT = timedelta()


@asynccontextmanager
async def a_list(redis: RedisProcess, consumer: str = "first") -> AsyncIterator[ClassicList]:
    entries = ClassicList(redis.url, consumer=consumer)
    try:
        yield entries
    finally:
        await entries.close()


def keys_of(redis: RedisProcess) -> set[str]:
    with redis.client() as client:
        return {str(key) for key in client.keys("*") if "alive" not in key and "consumers" not in key}


async def test_entries_are_taken_in_the_order_in_which_they_were_pushed(redis: RedisProcess) -> None:
    async with a_list(redis) as entries:
        with redis.client() as client:
            client.lpush("problems", "1")
            client.lpush("problems", "2", b"\xff")

        assert [await entries.take(wait=SOON) for _ in range(3)] == [b"1", b"2", b"\xff"]
        assert await entries.take(wait=NO_WAIT) is None


async def test_a_finished_entry_is_gone(redis: RedisProcess) -> None:
    async with a_list(redis) as entries:
        with redis.client() as client:
            client.lpush("problems", "1")
        entry = await entries.take(wait=SOON)
        assert entry is not None
        await entries.finish(entry)

        assert await entries.recover() == 0
    assert keys_of(redis) == set()


async def test_a_rejected_entry_is_kept_with_reason_and_time(redis: RedisProcess) -> None:
    with redis.client() as client:
        client.lpush("problems", b"\xff" + b"x" * 100_000)
        async with a_list(redis) as entries:
            entry = await entries.take(wait=SOON)
            assert entry is not None
            await entries.reject(entry, reason="not JSON", at=NOW)

        [kept] = client.lrange("{problems}:rejected", 0, -1)
    rejected = json.loads(kept)
    assert (rejected["reason"], rejected["at"]) == ("not JSON", "2026-11-25T12:00:00Z")
    assert rejected["entry"].startswith("\N{REPLACEMENT CHARACTER}xxx")
    assert len(rejected["entry"]) == REJECTED_ENTRY_BYTES
    assert keys_of(redis) == {"{problems}:rejected"}


async def test_only_the_newest_rejected_entries_are_kept(redis: RedisProcess) -> None:
    async with a_list(redis) as entries:
        for number in range(REJECTED_KEPT + 5):
            await entries.reject(b"x", reason=str(number), at=NOW)

    with redis.client() as client:
        assert client.llen("{problems}:rejected") == REJECTED_KEPT
        assert json.loads(client.lrange("{problems}:rejected", 0, 0)[0])["reason"] == str(REJECTED_KEPT + 4)


async def test_what_we_left_ourselves_comes_back_in_order(redis: RedisProcess) -> None:
    with redis.client() as client:
        client.lpush("problems", "1", "2", "3")
    async with a_list(redis) as entries:
        assert [await entries.take(wait=SOON) for _ in range(2)] == [b"1", b"2"]

        assert await entries.recover() == 2
        assert [await entries.take(wait=SOON) for _ in range(3)] == [b"1", b"2", b"3"]


async def test_what_a_dead_consumer_left_goes_to_the_next(redis: RedisProcess) -> None:
    async with a_list(redis, "dead") as dead, a_list(redis, "alive") as alive:
        with redis.client() as client:
            client.lpush("problems", "1")
            await dead.recover()
            await dead.take(wait=SOON)
            assert await alive.recover() == 0  # it still counts as alive
            client.delete("{problems}:alive:dead")  # as after a minute

            assert await alive.recover() == 1
            assert await alive.take(wait=SOON) == b"1"
            assert client.smembers("{problems}:consumers") == {"alive"}


async def test_a_list_that_is_away_is_an_error() -> None:
    entries = ClassicList("redis://127.0.0.1:1", consumer="first")
    with pytest.raises(QueueError, match="away"):
        await entries.take(wait=NO_WAIT)
    await entries.close()


async def test_nothing_pushed_is_lost_when_the_intake_is_cancelled_again_and_again(redis: RedisProcess) -> None:
    taken: set[str] = set()

    async def submit(fields: Mapping[str, str]) -> None:
        await anyio.sleep(0.001)
        taken.add(fields["code"])

    async def is_done() -> bool:
        return len(taken) == 100 and keys_of(redis) == set()

    async def keep_starting() -> None:
        for life in range(1000):
            with anyio.move_on_after(0.03 + 0.005 * (life % 5)):
                await keep_taking_in(entries, submit, FakeClock(NOW))

    with redis.client() as client:
        for number in range(100):
            client.lpush("problems", json.dumps({"problemId": "p", "code": str(number), "language": "c"}))
    async with a_list(redis) as entries, anyio.create_task_group() as tasks:
        tasks.start_soon(keep_starting)
        await eventually(is_done, within_s=20)
        tasks.cancel_scope.cancel()


async def test_the_intake_outlives_an_outage() -> None:
    taken: list[str] = []

    async def submit(fields: Mapping[str, str]) -> None:
        taken.append(fields["code"])

    async def is_done() -> bool:
        return taken == ["1"]

    with redis_process() as server:
        async with a_list(server) as entries, anyio.create_task_group() as tasks:
            tasks.start_soon(keep_taking_in, entries, submit, FakeClock(NOW))
            await anyio.sleep(0.05)
            server.kill()
            server.start()
            with server.client() as client:
                client.lpush("problems", '{"problemId": "p", "code": "1", "language": "c"}')
            await eventually(is_done)
            tasks.cancel_scope.cancel()
