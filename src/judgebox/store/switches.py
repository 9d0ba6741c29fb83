"""The operators' switches in the database: a row for each that is not as it was at first."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime

import anyio
from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from judgebox.domain.submission import Band
from judgebox.domain.switches import SwitchBoard
from judgebox.store.engine import READS, store_errors
from judgebox.store.tables import UtcDateTime, switches

ANSWER_WITHIN_S = 10

INTAKE = "intake"
ON = text(
    "INSERT INTO switches (name, value, set_at) VALUES (:name, :value, :at) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value, set_at = excluded.set_at"
).bindparams(bindparam("at", type_=UtcDateTime))


class DatabaseSwitches:
    """Rows of the table `switches`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(**{READS: True})

    async def read(self) -> SwitchBoard:
        with store_errors(self._engine.url), anyio.fail_after(ANSWER_WITHIN_S):
            async with self._reader.connect() as connection:
                found = set((await connection.scalars(select(switches.c.name))).all())
        return SwitchBoard(
            paused=frozenset(band for band in Band if _name_of(band) in found), is_closed=INTAKE in found
        )

    async def pause(self, bands: Collection[Band], *, at: datetime) -> None:
        async with self._write() as connection:
            for band in sorted(bands):
                await connection.execute(ON, {"name": _name_of(band), "value": "paused", "at": at})

    async def resume(self, bands: Collection[Band], *, at: datetime) -> None:
        async with self._write() as connection:
            await connection.execute(delete(switches).where(switches.c.name.in_([_name_of(band) for band in bands])))

    async def close_intake(self, *, at: datetime) -> None:
        async with self._write() as connection:
            await connection.execute(ON, {"name": INTAKE, "value": "closed", "at": at})

    async def open_intake(self, *, at: datetime) -> None:
        async with self._write() as connection:
            await connection.execute(delete(switches).where(switches.c.name == INTAKE))

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        with store_errors(self._engine.url), anyio.fail_after(ANSWER_WITHIN_S):
            async with self._engine.begin() as connection:
                yield connection


def _name_of(band: Band) -> str:
    return f"paused:{band}"
