"""Boxes that were made ahead: whoever needs one takes it without waiting.

How it works: the pool remembers the recipes of the last boxes that were taken, as many as it may hold, and in the
background makes what is missing for the same demand to come again; what nobody has asked for lately is ended.
A box that is not there, or has died meanwhile, is made at once, so the pool can only save time.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio
import structlog

from judgebox.domain.errors import SandboxError
from judgebox.ports import Mount
from judgebox.sandbox.box import LauncherBox

log = structlog.get_logger()

PAUSE_AFTER_FAILURE = 1.0
"""Seconds before a box is tried again that could not be made ahead; who needs one meanwhile makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What kind of box it is; see `Sandbox.box`."""

    mounts: tuple[Mount, ...]
    writable_bytes: int
    resident: str | None


class Pool:
    """Keeps up to `size` boxes ready."""

    def __init__(self, make: Callable[[Recipe], Awaitable[LauncherBox]], size: int) -> None:
        self._make = make
        self._wanted: deque[Recipe] = deque(maxlen=size)
        self._ready: list[tuple[Recipe, LauncherBox]] = []
        self._is_wanted = asyncio.Event()
        self._task = asyncio.create_task(self._keep_filled(), name="fill the pool of boxes") if size else None

    @property
    def ready_count(self) -> int:
        return len(self._ready)

    async def take(self, recipe: Recipe) -> LauncherBox:
        """Take a box that is ready, or make one.

        Raises:
            SandboxError: none was ready and none can be made.
        """
        self._wanted.append(recipe)
        self._is_wanted.set()
        while (found := self._find(recipe)) is not None:
            if found.is_usable:
                return found
            found.close()
        return await self._make(recipe)

    def _find(self, recipe: Recipe) -> LauncherBox | None:
        for index, (other, box) in enumerate(self._ready):
            if other == recipe:
                del self._ready[index]
                return box
        return None

    async def _keep_filled(self) -> None:
        while True:
            await self._is_wanted.wait()
            self._is_wanted.clear()
            self._end_unwanted()
            while (recipe := self._missing()) is not None:
                try:
                    self._ready.append((recipe, await self._make(recipe)))
                except SandboxError as error:
                    log.warning("box_not_made_ahead", error=str(error))
                    await anyio.sleep(PAUSE_AFTER_FAILURE)

    def _missing(self) -> Recipe | None:
        missing = Counter(self._wanted) - Counter(recipe for recipe, _ in self._ready)
        return next(iter(missing), None)

    def _end_unwanted(self) -> None:
        wanted = Counter(self._wanted)
        kept: list[tuple[Recipe, LauncherBox]] = []
        for recipe, box in self._ready:
            if wanted[recipe] > 0 and box.is_usable:
                wanted[recipe] -= 1
                kept.append((recipe, box))
            else:
                box.close()
        self._ready = kept

    async def close(self) -> None:
        """End all boxes that nobody has taken."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for _, box in self._ready:
            box.close()
        self._ready.clear()
