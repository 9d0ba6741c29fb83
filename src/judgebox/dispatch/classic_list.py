"""The Redis list `problems`, which people push programs to.

How it works: each consumer has a list of its own, to which an entry is moved in one step, and a key that
says it lives. A consumer whose key has run out is dead, and what its list holds goes back to the front of
`problems`. One that was only slow may then see its entry taken in twice; that is allowed.
"""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import cast

import anyio
import msgspec

from judgebox.redis_clients import make_client, queue_errors

PROBLEMS = "problems"
REJECTED = "{problems}:rejected"
CONSUMERS = "{problems}:consumers"
"""In braces, so that a Redis Cluster keeps them on the node of `problems` itself."""

REJECTED_KEPT = 1000
REJECTED_ENTRY_BYTES = 64 * 1024
"""So much of a rejected entry is kept: enough to see what it was."""

ALIVE_FOR = timedelta(seconds=60)
"""Longer than the intake waits between two recoveries, which renew it."""

ANSWER_LATE = timedelta(seconds=3)


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an entry that could not be taken in; the newest is first in the list."""

    entry: str
    reason: str
    at: datetime


class ClassicList:
    """The entries for the intake use case."""

    def __init__(self, url: str, *, consumer: str) -> None:
        """Prepare; nothing is connected yet.

        Args:
            consumer: names us; no two that live at the same time may share it.
        """
        self._url = url
        self._consumer = consumer
        self._taking = _taking_key(consumer)
        self._client = make_client(url)
        self._blocking = make_client(url, blocks=True)

    async def take(self, *, wait: timedelta) -> bytes | None:
        wait_s = max(wait.total_seconds(), 0.01)  # 0 would wait for ever
        with self._errors(), anyio.fail_after(wait_s + ANSWER_LATE.total_seconds()):
            moved = await self._blocking.blmove(PROBLEMS, self._taking, wait_s, "RIGHT", "LEFT")  # type: ignore[arg-type]
        return cast(bytes | None, moved)

    async def finish(self, entry: bytes) -> None:
        with self._errors():
            await self._client.lrem(self._taking, 1, entry)  # type: ignore[arg-type]

    async def reject(self, entry: bytes, *, reason: str, at: datetime) -> None:
        kept = Rejected(entry=entry[:REJECTED_ENTRY_BYTES].decode(errors="replace"), reason=reason, at=at)
        with self._errors():
            async with self._client.pipeline(transaction=True) as pipe:
                pipe.lpush(REJECTED, msgspec.json.encode(kept))
                pipe.ltrim(REJECTED, 0, REJECTED_KEPT - 1)
                pipe.lrem(self._taking, 1, entry)  # type: ignore[arg-type]
                await pipe.execute()

    async def recover(self) -> int:
        with self._errors():
            await self._client.set(_alive_key(self._consumer), "1", px=ALIVE_FOR)  # first, or we look dead to others
            await self._client.sadd(CONSUMERS, self._consumer)
            consumers = cast(set[bytes], await self._client.smembers(CONSUMERS))
            recovered = await self._move_back(self._taking)
            for name in consumers:
                consumer = name.decode(errors="replace")
                if not await self._client.exists(_alive_key(consumer)):
                    recovered += await self._move_back(_taking_key(consumer))
                    await self._client.srem(CONSUMERS, name)
            return recovered

    async def _move_back(self, taking: str) -> int:
        moved = 0
        while await self._client.lmove(taking, PROBLEMS, "LEFT", "RIGHT") is not None:
            moved += 1
        return moved

    async def close(self) -> None:
        await self._client.aclose()
        await self._blocking.aclose()

    def _errors(self) -> AbstractContextManager[None]:
        return queue_errors(self._url)


def _taking_key(consumer: str) -> str:
    return f"{{{PROBLEMS}}}:taking:{consumer}"


def _alive_key(consumer: str) -> str:
    return f"{{{PROBLEMS}}}:alive:{consumer}"
