"""The operators' switches, as they are remembered: a queue may forget them, this does not."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from judgebox.domain.submission import Band
from judgebox.domain.switches import SwitchBoard


class Switches(Protocol):
    """What operators have switched. Every method raises `StoreError` when the storage is away."""

    async def read(self) -> SwitchBoard: ...

    async def pause(self, bands: Collection[Band], *, at: datetime) -> None: ...

    async def resume(self, bands: Collection[Band], *, at: datetime) -> None: ...

    async def close_intake(self, *, at: datetime) -> None:
        """Take nothing new in."""
        ...

    async def open_intake(self, *, at: datetime) -> None: ...
