"""A box that outlives its failures: another one takes its place and the run is done again there."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TypeVar

import structlog

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Outcome
from judgebox.ports import Box

Answer = TypeVar("Answer")

log = structlog.get_logger()

REPLACEMENTS = 2
"""How often the box of one submission is replaced. More failures are left to another attempt, on another worker
if there is one: it may be the host, or a program that knows how to break boxes."""

NOT_THE_BOX = frozenset({"exec", "limits", "input"})
"""Steps that would fail in another box too."""


class LastingBox:
    """Does what a box does. What was put in, run and frozen before is done again in the box that takes over.

    Commands that keep what they write have no second chance: what they built upon is lost with the box.
    """

    def __init__(self, make: Callable[[], AbstractAsyncContextManager[Box]], stack: AsyncExitStack, box: Box) -> None:
        self._make = make
        self._stack = stack
        self._box = box
        self._steps: list[Callable[[Box], Awaitable[object]]] = []
        self._steps_of_next_run: list[Callable[[Box], Awaitable[object]]] = []
        self._is_frozen = False
        self._replacements = 0

    async def put(self, files: Mapping[str, bytes], *, executable: bool = False) -> None:
        put = partial(_put, files=files, executable=executable)
        if self._is_frozen:
            await self._try(put)
            self._steps_of_next_run.append(put)
        else:
            await self._do(put)

    async def run(self, command: Command) -> Outcome:
        if self._is_frozen:
            outcome = await self._try(partial(_run, command=command))
            self._steps_of_next_run.clear()
            return outcome
        return await self._do(partial(_run, command=command))

    async def collect(self, directory: str = ".", *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        return await self._try(partial(_collect, directory=directory, limit_bytes=limit_bytes, limit_files=limit_files))

    async def freeze(self) -> None:
        if self._is_frozen:
            self._steps_of_next_run.clear()
            await self._try(_freeze)
        else:
            await self._do(_freeze)
            self._is_frozen = True

    @property
    def inner(self) -> Box:
        """The box that is in use now, for what two boxes do together; it is not replaced for that."""
        return self._box

    async def _do(self, step: Callable[[Box], Awaitable[Answer]]) -> Answer:
        answer = await self._try(step)
        self._steps.append(step)
        return answer

    async def _try(self, step: Callable[[Box], Awaitable[Answer]]) -> Answer:
        while True:
            try:
                return await step(self._box)
            except SandboxError as error:
                if error.step in NOT_THE_BOX or self._replacements == REPLACEMENTS:
                    raise
                log.warning("box_replaced", error=str(error))
                await self._replace()

    async def _replace(self) -> None:
        self._replacements += 1
        self._box = await self._stack.enter_async_context(self._make())
        for step in (*self._steps, *self._steps_of_next_run):
            await step(self._box)


async def _put(box: Box, *, files: Mapping[str, bytes], executable: bool) -> None:
    await box.put(files, executable=executable)


async def _run(box: Box, *, command: Command) -> Outcome:
    return await box.run(command)


async def _collect(box: Box, *, directory: str, limit_bytes: int, limit_files: int) -> Mapping[str, bytes]:
    return await box.collect(directory, limit_bytes=limit_bytes, limit_files=limit_files)


async def _freeze(box: Box) -> None:
    await box.freeze()


@asynccontextmanager
async def lasting_box(make: Callable[[], AbstractAsyncContextManager[Box]]) -> AsyncIterator[LastingBox]:
    """Open a box by `make`, and further ones if it fails; on leaving end them all."""
    async with AsyncExitStack() as stack:
        yield LastingBox(make, stack, await stack.enter_async_context(make()))
