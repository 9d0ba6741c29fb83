"""A redis-server for tests, on a socket of its own, that can be killed and started again."""

import asyncio
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

from redis import Redis
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as RedisConnectionError

T = TypeVar("T")


class RedisProcess:
    def __init__(self, home: Path, *settings: str) -> None:
        self._socket = home / "redis.sock"
        self._settings = settings
        self.url = f"unix://{self._socket}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["redis-server", "--port", "0", "--unixsocket", str(self._socket), "--save", "", *self._settings]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=self._socket.parent)
        deadline = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < deadline, "redis-server did not start"
            time.sleep(0.01)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except AuthenticationError:
            return True
        except RedisConnectionError:
            return False

    def client(self) -> "Redis":
        return Redis.from_url(self.url, decode_responses=True, protocol=2)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._socket.unlink(missing_ok=True)


@contextmanager
def redis_process(*settings: str) -> Iterator[RedisProcess]:
    if shutil.which("redis-server") is None:
        raise FileNotFoundError("these tests need the system package redis-server")
    with tempfile.TemporaryDirectory(prefix="judgebox-redis-") as home:
        server = RedisProcess(Path(home), *settings)
        try:
            server.start()
            yield server
        finally:
            server.kill()


@asynccontextmanager
async def in_own_task(context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """Hold a context in a task of its own: a fixture is set up and torn down in different ones."""
    entered: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    leave = asyncio.Event()

    async def hold() -> None:
        try:
            async with context as value:
                entered.set_result(value)
                await leave.wait()
        except BaseException as error:
            if entered.done():
                raise
            entered.set_exception(error)

    task = asyncio.create_task(hold())
    try:
        yield await entered
    finally:
        leave.set()
        await task


async def eventually(holds: Callable[[], Awaitable[bool]], *, within_s: float = 5) -> None:
    """Wait for a condition with a limit."""
    async with asyncio.timeout(within_s):
        while not await holds():
            await asyncio.sleep(0.01)
