"""The operators' switches in the database: a row for each that is not as it was at first."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text

from judgebox.domain.submission import Band
from judgebox.domain.switches import SwitchBoard
from judgebox.store.connections import Connections
from judgebox.store.tables import UtcDateTime, switches

INTAKE = "intake"
ON = text(
    "INSERT INTO switches (name, value, set_at) VALUES (:name, :value, :at) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value, set_at = excluded.set_at"
).bindparams(bindparam("at", type_=UtcDateTime))


class DatabaseSwitches:
    """Rows of the table `switches`."""

    def __init__(self, connections: Connections) -> None:
        self._read = connections.reading
        self._write = connections.writing

    async def read(self) -> SwitchBoard:
        async with self._read() as connection:
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


def _name_of(band: Band) -> str:
    return f"paused:{band}"
