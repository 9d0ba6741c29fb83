"""Serving an ASGI application: the address, the listening socket, the server."""

import errno
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from judgebox.config import Settings, SettingsError
from judgebox.domain.errors import PlatformError

BACKLOG = 2048
STOP_WITHIN_S = 5
"""How long open requests and event streams may take to end once the server is told to stop."""
FINISH_WITHIN_S = 1
"""How much of that they have to end by themselves."""


def check_address(settings: Settings) -> None:
    """Refuse to listen where others reach us while there are no accounts.

    Raises:
        SettingsError: the address is not loopback and nobody said that this is meant.
    """
    if settings.allow_public or _is_loopback(settings.host):
        return
    raise SettingsError(
        f"JUDGEBOX_HOST: {settings.host} can be reached by others, who could run programs here without an account; "
        "say --allow-public (JUDGEBOX_ALLOW_PUBLIC=1) if that is meant"
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # another name: it may mean any address
        return False


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket; port 0 is any free one.

    Raises:
        PlatformError: the port is in use, or we may not have it.
        SettingsError: there is no such address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise SettingsError(f"JUDGEBOX_HOST: {host} is no address ({error})") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise PlatformError(_refusal(host, port, error)) from error
    return listener


def _refusal(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} on {host} is in use; choose another with --port (JUDGEBOX_PORT)"
        case errno.EACCES:
            return f"port {port} needs root; choose one above 1023 with --port (JUDGEBOX_PORT)"
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine (--host, JUDGEBOX_HOST)"
    return f"can't listen on {host}, port {port}: {error.strerror}"


def url_of(listener: socket.socket) -> str:
    """The URL under which a browser on this machine finds the server."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified:
        return f"http://localhost:{port}"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Uvicorn without its own handling of signals, which would end the process before we have cleaned up."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class OpenRequests:
    """Knows the open requests, to end them when the server stops: event streams and waits would outlast it.

    A stream then ends where it is, and its client comes back; who has no answer yet is told to.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: set[anyio.CancelScope] = set()
        self._all_done = anyio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent: dict[str, Message] = {}

        async def send_noted(message: Message) -> None:
            sent[message["type"]] = message
            await send(message)

        with anyio.CancelScope() as request:
            self._open.add(request)
            try:
                await self._app(scope, receive, send_noted)
            finally:
                self._open.discard(request)
                if not self._open:
                    self._all_done.set()
        if not request.cancelled_caught:
            return
        if not sent:
            retry = PlainTextResponse("judgebox stops, try again\n", status_code=503, headers={"Retry-After": "5"})
            await retry(scope, receive, send)
        elif sent.get("http.response.body", {"more_body": True}).get("more_body", False):
            await send({"type": "http.response.body", "body": b""})

    async def end(self) -> None:
        """Let open requests finish for a moment, then end them."""
        with anyio.move_on_after(FINISH_WITHIN_S):
            while self._open:
                self._all_done = anyio.Event()
                await self._all_done.wait()
        for request in tuple(self._open):
            request.cancel()


async def serve_http(app: ASGIApp, listener: socket.socket, *, body_limit_bytes: int) -> None:
    """Serve until cancelled; then let open requests end, for a few seconds."""
    requests = OpenRequests(app)
    config = uvicorn.Config(
        requests,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",  # what the application stands on is started and stopped around it
        ws_max_size=body_limit_bytes,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    server = _Server(config)
    async with anyio.create_task_group() as tasks:

        async def stop_when_cancelled() -> None:
            try:
                await anyio.sleep_forever()
            finally:
                server.should_exit = True
                with anyio.CancelScope(shield=True):
                    await requests.end()

        tasks.start_soon(stop_when_cancelled)
        with anyio.CancelScope(shield=True):
            await server.serve(sockets=[listener])
        tasks.cancel_scope.cancel()
