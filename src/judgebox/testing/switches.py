"""Switches in memory."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from judgebox.domain.submission import Band
from judgebox.domain.switches import SwitchBoard


@dataclass
class MemorySwitches:
    """Where the switches of one process stand."""

    _board: SwitchBoard = field(default_factory=SwitchBoard)

    async def read(self) -> SwitchBoard:
        return self._board

    async def pause(self, bands: Collection[Band], *, at: datetime) -> None:
        self._board = replace(self._board, paused=self._board.paused | set(bands))

    async def resume(self, bands: Collection[Band], *, at: datetime) -> None:
        self._board = replace(self._board, paused=self._board.paused - set(bands))

    async def close_intake(self, *, at: datetime) -> None:
        self._board = replace(self._board, is_closed=True)

    async def open_intake(self, *, at: datetime) -> None:
        self._board = replace(self._board, is_closed=False)
