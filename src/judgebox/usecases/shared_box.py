"""A box whose runs give way to a run that is to be alone."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from judgebox.domain.run import Command, Outcome
from judgebox.domain.timing import Run
from judgebox.ports import Box, Slots
from judgebox.usecases.lasting_box import LastingBox


class SharedBox:
    """Does what a box does; each run passes the gate of the worker's slots."""

    def __init__(self, box: Box, slots: Slots) -> None:
        self._box = box
        self._slots = slots

    @property
    def inner(self) -> Box:
        """The box itself, for a run of two boxes together, of which one is this."""
        return self._box.inner if isinstance(self._box, LastingBox) else self._box

    def together(self, *, alone: bool) -> AbstractAsyncContextManager[bool]:
        """Hold while this box and another one run together, as one run; tells whether that is alone."""
        return self._slots.running_alone() if alone else _not_alone(self._slots)

    async def put(self, files: Mapping[str, bytes], *, executable: bool = False) -> None:
        await self._box.put(files, executable=executable)

    async def run(self, command: Command) -> Outcome:
        async with self._slots.running():
            return await self._box.run(command)

    async def run_alone(self, command: Command) -> Run:
        """Run while no other run of the worker goes on, or at least none begins."""
        async with self._slots.running_alone() as is_alone:
            outcome = await self._box.run(command)
        return Run(outcome=outcome, limits=command.limits, is_alone=is_alone)

    async def collect(self, directory: str = ".", *, limit_bytes: int, limit_files: int = 1000) -> Mapping[str, bytes]:
        return await self._box.collect(directory, limit_bytes=limit_bytes, limit_files=limit_files)

    async def freeze(self) -> None:
        await self._box.freeze()


@asynccontextmanager
async def _not_alone(slots: Slots) -> AsyncIterator[bool]:
    async with slots.running():
        yield False
