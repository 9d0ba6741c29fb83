"""One end of a socket to the launcher, for the event loop: whole messages, with descriptors."""

import array
import asyncio
import contextlib
import os
import socket
from collections.abc import Sequence

from judgebox.domain.errors import SandboxError
from judgebox.sandbox.wire import ANSWER_MAX, FDS_MAX, Kind, WireError, decode

_FD_BYTES = array.array("i").itemsize


def socket_pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class Channel:
    """Sends and receives messages; whoever uses it takes turns.

    A message that breaks the protocol, and the end of the other side, are `SandboxError`s, after
    which the channel is not to be used again.
    """

    def __init__(self, connected: socket.socket) -> None:
        connected.setblocking(False)
        self._socket = connected
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[None] | None = None
        self._is_registered = False

    async def send(self, packet: bytes, fds: Sequence[int] = ()) -> None:
        while not self.try_send(packet, fds):
            await self._writable()

    def try_send(self, packet: bytes, fds: Sequence[int] = ()) -> bool:
        """Send now if there is room; False if not."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
        try:
            self._socket.sendmsg([packet], rights, socket.MSG_NOSIGNAL)
        except BlockingIOError:
            return False
        except OSError as error:
            raise SandboxError(f"the launcher is gone: {error}", step="message") from error
        return True

    async def receive(self) -> tuple[Kind, object, list[int]]:
        """Wait for the next message: its kind, what it holds, and its descriptors, now the caller's."""
        while True:
            try:
                packet, ancillary, flags, _ = self._socket.recvmsg(
                    ANSWER_MAX, socket.CMSG_SPACE(FDS_MAX * _FD_BYTES), socket.MSG_CMSG_CLOEXEC
                )
                break
            except BlockingIOError:
                await self._readable()
            except OSError as error:
                raise SandboxError(f"the launcher is gone: {error}", step="message") from error
        fds = _fds_of(ancillary)
        try:
            if not packet:
                raise WireError("the box has ended")
            if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
                raise WireError("a message was cut")
            return *decode(packet), fds
        except WireError as error:
            close_fds(fds)
            raise SandboxError(str(error), step="message") from error

    @property
    def has_ended(self) -> bool:
        """Whether the other side is gone, as far as can be seen without taking a message."""
        try:
            return not self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    async def _readable(self) -> None:
        """Wait for something to read. The socket stays registered, since a run would do it all over again."""
        self._waiting = self._loop.create_future()
        if not self._is_registered:
            self._loop.add_reader(self._socket.fileno(), self._on_readable)
            self._is_registered = True
        try:
            await self._waiting
        finally:
            self._waiting = None

    def abandon(self, reason: str) -> None:
        """End whoever waits for a message, with an error."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(SandboxError(reason, step="message"))

    def _on_readable(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        elif self._waiting is None:  # nobody wants it now; it would be told again and again
            self._forget()

    def _forget(self) -> None:
        if self._is_registered:
            self._loop.remove_reader(self._socket.fileno())
            self._is_registered = False

    async def _writable(self) -> None:
        ready = self._loop.create_future()
        fd = self._socket.fileno()
        self._loop.add_writer(fd, _wake, ready)
        try:
            await ready
        finally:
            self._loop.remove_writer(fd)

    def close(self) -> None:
        if self._socket.fileno() >= 0:
            self._forget()
        self._socket.close()


def _wake(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def _fds_of(ancillary: Sequence[tuple[int, int, bytes]]) -> list[int]:
    fds = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(data[: len(data) - len(data) % _FD_BYTES])
    return list(fds)


def close_fds(fds: Sequence[int]) -> None:
    for fd in fds:
        with contextlib.suppress(OSError):
            os.close(fd)
