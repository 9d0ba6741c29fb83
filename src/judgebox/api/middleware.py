"""What surrounds every request: its id, its last safety net, and the limit of its body."""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

import anyio
import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from judgebox.api.errors import Refusal, problem_response

log = structlog.get_logger()

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
"""Ids of callers that we repeat; anything else could forge lines of a log."""
NO_PATHS: Mapping[str, int] = MappingProxyType({})
BODY_PART_WITHIN_SECONDS = 30.0
"""The longest silence inside a body: a slow network gets through, a connection held open does not."""


class RequestFrame:
    """Gives each request its id, and turns unforeseen errors into a plain 500.

    It is the only place besides the worker's loop and the CLI that catches everything: the client
    gets the request's id, the log the traceback.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request_id = request_id_from(Headers(scope=scope).get("x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def send_framed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                headers.setdefault("X-Content-Type-Options", "nosniff")
                if scope["path"].startswith(("/api/", "/submit", "/result/")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_framed)
            except Exception:
                log.exception("request_failed", path=scope["path"])
                if scope["type"] == "http" and not started:
                    failure = Refusal(500, "internal_error", "judgebox failed; its log tells why, under this request")
                    await problem_response(failure, request_id=request_id)(scope, receive, send_framed)
                elif scope["type"] == "http":
                    raise  # the answer is under way: only breaking the connection tells that it is cut
                else:
                    await send({"type": "websocket.close", "code": 1011, "reason": "judgebox failed"})


def request_id_from(given: str | None) -> str:
    """Take over a caller's id if it is harmless, else make one."""
    if given is not None and REQUEST_ID.fullmatch(given):
        return given
    return f"req_{secrets.token_hex(8)}"


class BodyLimit:
    """Refuses bodies that are too large, before they are read where possible, and those that stall."""

    def __init__(self, app: ASGIApp, limit_bytes: int, larger: Mapping[str, int] = NO_PATHS) -> None:
        """Limit all bodies.

        Args:
            larger: other limits of single paths.
        """
        self.app = app
        self.limit_bytes = limit_bytes
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit_bytes = self.larger.get(scope["path"], self.limit_bytes)
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > limit_bytes:
            refusal = _too_large(f"{announced[:20]} bytes", limit_bytes)
            refusal.headers = {"Connection": "close"}  # the rest of the body must not be read as a next request
            await problem_response(refusal, request_id=scope["state"]["request_id"])(scope, receive, send)
            return
        await self.app(scope, self._counting(receive, limit_bytes), send)

    def _counting(self, receive: Receive, limit_bytes: int) -> Callable[[], Awaitable[Message]]:
        received_bytes = 0
        whole = False

        async def receive_counted() -> Message:
            nonlocal received_bytes, whole
            if whole:
                return await receive()
            try:
                with anyio.fail_after(BODY_PART_WITHIN_SECONDS):
                    message = await receive()
            except TimeoutError as error:
                detail = f"no part of the body came for {BODY_PART_WITHIN_SECONDS:g} seconds"
                raise Refusal(408, "body_too_slow", detail, headers={"Connection": "close"}) from error
            received_bytes += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if received_bytes > limit_bytes:
                refusal = _too_large(f"more than {limit_bytes} bytes", limit_bytes)
                refusal.headers = {"Connection": "close"}
                raise refusal
            return message

        return receive_counted


def _too_large(size: str, limit_bytes: int) -> Refusal:
    return Refusal(413, "body_too_large", f"the body has {size}, the limit is {limit_bytes}")
