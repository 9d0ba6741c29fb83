"""Answers that are written bit by bit, for as long as there is something to tell and somebody to take it."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable

import anyio
import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from judgebox.domain.errors import StoreError

log = structlog.get_logger()

WRITE_WITHIN_SECONDS = 30.0
"""A client that takes nothing for so long is gone."""

Write = Callable[[bytes], Awaitable[None]]


class Streamed(Response):
    """Writes by itself what `tell` has to say: a generator would be left hanging when its client goes away."""

    def __init__(self, *, media_type: str, name: str) -> None:
        """Prepare an answer.

        Args:
            name: what is streamed, for the log.
        """
        # nginx would else collect what is written until its buffer is full
        super().__init__(media_type=media_type, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._name = name

    @abstractmethod
    async def tell(self, write: Write) -> None:
        """Write until there is nothing more to tell."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def end_with_client() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            tasks.cancel_scope.cancel()

        async def write(content: bytes, more: bool = True) -> None:
            with anyio.fail_after(WRITE_WITHIN_SECONDS):
                await send({"type": "http.response.body", "body": content, "more_body": more})

        async def tell_all() -> None:
            try:
                await self.tell(write)
                await write(b"", more=False)
            except (OSError, TimeoutError):  # the client is gone
                pass
            except StoreError as error:  # too late for a 503: the client comes back, and says where it was
                log.warning("stream_broken", stream=self._name, error=str(error))
            tasks.cancel_scope.cancel()

        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(end_with_client)
            tasks.start_soon(tell_all)
