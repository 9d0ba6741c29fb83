"""The launcher process of a worker, which makes boxes; see launcher/main.c for how it works."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import anyio.to_thread

from judgebox.domain.errors import SandboxError
from judgebox.sandbox.channel import Channel, socket_pair
from judgebox.sandbox.syscall_filter import filter_of
from judgebox.sandbox.syscall_policy import SPAWNER
from judgebox.sandbox.wire import encode_filter

LAUNCHER = Path(__file__).parent / "launcher" / "judgebox-launcher"
ENDS_WITHIN = 5.0
"""Seconds in which the launcher ends after its socket; it takes milliseconds."""


class Spawner:
    """The running launcher. Ends with the worker, whatever happens to the worker."""

    def __init__(self, launcher: Path = LAUNCHER) -> None:
        """Start the launcher.

        Raises:
            SandboxError: it is not built, or cannot be started.
        """
        if not os.access(launcher, os.X_OK):
            raise SandboxError(
                f"the launcher {launcher} is not built: run `python hatch_build.py` in a checkout (it needs gcc "
                "and libc6-dev), or install judgebox anew",
                step="launcher",
            )
        ours, theirs = socket_pair()
        try:
            # No shell, no environment, no descriptor but the socket; its own session, since a Ctrl-C at the
            # terminal is for the worker.
            self._process = subprocess.Popen(
                [str(launcher)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            raise SandboxError(f"the launcher {launcher} cannot be started: {error}", step="launcher") from error
        finally:
            theirs.close()
        self._channel = Channel(ours)
        self._channel.try_send(encode_filter(filter_of(SPAWNER)))

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    async def send(self, packet: bytes, fds: Sequence[int]) -> None:
        await self._channel.send(packet, fds)

    async def close(self) -> None:
        """End the launcher and with it every box that is left."""
        self._channel.close()
        try:
            await anyio.to_thread.run_sync(self._process.wait, ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await anyio.to_thread.run_sync(self._process.wait)
