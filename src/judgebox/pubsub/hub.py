"""One pub/sub connection for all listeners of a process.

How it works: one task owns the connection and reads it; beside it, one keeps the subscriptions in line
with the listeners that there are. A listener is a bounded stream of messages. When Redis confirms a
subscription, at first or again after the connection was away, the channel's listeners get None: from
here on nothing is missing, but before there may be a gap. A listener whose stream is full is too slow
and gets no more: its stream ends.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import anyio
import structlog
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError

from judgebox.domain.errors import QueueError
from judgebox.redis_clients import CLIENT_ERRORS, make_client, make_pubsub, redacted

log = structlog.get_logger()

MESSAGES_BUFFERED = 256
SUBSCRIBED_WITHIN = timedelta(seconds=3)
RECONNECT_PAUSE = timedelta(milliseconds=200)

PING_EVERY = timedelta(seconds=3)
"""A silent connection is asked; if it stays silent for as long again it is taken for dead."""

ALIVE_CHANNEL = "{judgebox}:live"
"""Always subscribed: a connection without any subscription can't be read."""

Sink = MemoryObjectSendStream[bytes | None]


class Hub:
    """The connection; `run` must run while anybody listens."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = make_client(url, blocks=True, retries=0)
        self._listeners: dict[str, set[Sink]] = {}
        self._confirmed: set[str] = set()
        self._changed = anyio.Event()
        self._is_lost = False

    @asynccontextmanager
    async def listen(self, channel: str) -> AsyncIterator[MemoryObjectReceiveStream[bytes | None]]:
        """Listen to a channel: its messages from now on, and None whenever it was subscribed again.

        Raises:
            QueueError: Redis is away, so that it could not be subscribed in time.
        """
        sink, messages = anyio.create_memory_object_stream[bytes | None](MESSAGES_BUFFERED)
        self._listeners.setdefault(channel, set()).add(sink)
        try:
            if channel not in self._confirmed:
                self._wake()
                await self._wait_confirmed(messages)
            yield messages
        finally:
            self._remove(channel, sink)
            messages.close()

    async def _wait_confirmed(self, messages: MemoryObjectReceiveStream[bytes | None]) -> None:
        with anyio.move_on_after(SUBSCRIBED_WITHIN.total_seconds()):
            while await messages.receive() is not None:
                pass  # left over from a subscription that just ends
            return
        raise QueueError(f"Redis at {redacted(self._url)} is away: it did not confirm a subscription")

    def _remove(self, channel: str, sink: Sink) -> None:
        sink.close()
        sinks = self._listeners.get(channel, set())
        sinks.discard(sink)
        if not sinks and self._listeners.pop(channel, None) is not None:
            self._wake()

    def _wake(self) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Serve the listeners until cancelled, connecting again whenever the connection is lost."""
        await self._changed.wait()  # a process in which nobody listens needs no connection
        while True:
            try:
                await self._serve()
            except* CLIENT_ERRORS as errors:
                if not self._is_lost:
                    log.warning("events_connection_lost", error=str(errors.exceptions[0]))
                self._is_lost = True
            self._confirmed.clear()
            await anyio.sleep(RECONNECT_PAUSE.total_seconds())

    async def _serve(self) -> None:
        async with await make_pubsub(self._client) as pubsub:
            await pubsub.subscribe(ALIVE_CHANNEL)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._keep_subscribed, pubsub, name="events subscriptions")
                await self._read(pubsub)

    async def _keep_subscribed(self, pubsub: PubSub) -> None:
        subscribed: set[str] = set()
        while True:
            self._changed = anyio.Event()
            wanted = set(self._listeners)
            gone, new = subscribed - wanted, wanted - subscribed
            self._confirmed -= gone
            subscribed = wanted
            if gone:
                await pubsub.unsubscribe(*gone)
            if new:
                await pubsub.subscribe(*new)
            await self._changed.wait()

    async def _read(self, pubsub: PubSub) -> None:
        asked = False
        while True:
            message = await pubsub.get_message(timeout=PING_EVERY.total_seconds())
            if message is not None:
                asked = False
                self._handle(message)
            elif asked:
                raise RedisConnectionError("no answer to a ping")
            else:
                asked = True
                await pubsub.ping()

    def _handle(self, message: dict[str, object]) -> None:
        name = message["channel"]
        channel = name.decode(errors="replace") if isinstance(name, bytes) else ""
        data = message["data"]
        if message["type"] == "subscribe":
            if self._is_lost:
                log.info("events_connection_back")
            self._is_lost = False
            if channel in self._listeners:
                self._confirmed.add(channel)
                self._deliver(channel, None)
        elif message["type"] == "message" and isinstance(data, bytes):
            self._deliver(channel, data)

    def _deliver(self, channel: str, message: bytes | None) -> None:
        for sink in tuple(self._listeners.get(channel, ())):
            try:
                sink.send_nowait(message)
            except anyio.WouldBlock:
                log.warning("listener_too_slow", channel=channel)
                self._remove(channel, sink)

    async def close(self) -> None:
        await self._client.aclose()
