"""Consumers in processes of their own, for as long as a context lasts."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import anyio
import anyio.abc
import msgspec
from anyio.streams.buffered import BufferedByteReceiveStream

from judgebox.cli.bench.queue.consumer import Done
from judgebox.domain.errors import PlatformError

START_WITHIN_S = 30
STOP_WITHIN_S = 30
REPORT_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class Consumer:
    """One process; `done` is what it did, once it has been stopped."""

    process: anyio.abc.Process
    answers: BufferedByteReceiveStream
    done: Done = field(default_factory=Done)

    async def stop(self) -> None:
        """Let it end and say what it did."""
        assert self.process.stdin is not None
        with anyio.fail_after(STOP_WITHIN_S):
            await self.process.stdin.aclose()
            line = await self.answers.receive_until(b"\n", REPORT_BYTES)
            await self.process.wait()
        self.done = msgspec.json.decode(line, type=Done)


@asynccontextmanager
async def running_consumers(count: int, *arguments: str) -> AsyncIterator[Sequence[Consumer]]:
    """Run so many; on leaving they have ended, and said what they did."""
    async with AsyncExitStack() as stack:
        consumers = [await stack.enter_async_context(_one(*arguments)) for _ in range(count)]
        yield consumers
        for consumer in consumers:
            await consumer.stop()


@asynccontextmanager
async def _one(*arguments: str) -> AsyncIterator[Consumer]:
    command = [sys.executable, "-m", "judgebox.cli.bench.queue.consumer", *arguments]
    process = await anyio.open_process(command, stderr=None)
    try:
        assert process.stdout is not None
        answers = BufferedByteReceiveStream(process.stdout)
        with anyio.fail_after(START_WITHIN_S):
            if await answers.receive_until(b"\n", 100) != b"ready":
                raise PlatformError("a consumer of the benchmark did not start")
        yield Consumer(process, answers)
    finally:
        if process.returncode is None:
            process.kill()
        with anyio.CancelScope(shield=True):
            await process.aclose()
