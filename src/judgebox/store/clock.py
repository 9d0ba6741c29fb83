"""The time of the fleet: that of its database.

How it works: who holds a claim, and until when, is written by workers and read by servers, on machines of
which the clocks may differ by minutes. So all of them tell the time of the one database: asked now and
then, and counted on from there by a clock that nobody sets.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import anyio
import structlog
from sqlalchemy import func, select

from judgebox.domain.errors import StoreError
from judgebox.store.connections import Connections

log = structlog.get_logger()

ASK_EVERY = timedelta(seconds=30)
"""Machines that run at different speeds drift apart by a millisecond in this time."""

ANSWER_WITHIN = timedelta(seconds=1)
"""An answer that took longer says too little."""


def system_time() -> datetime:
    return datetime.now(UTC)


class DatabaseClock:
    """Tells the database's time; until it was asked, and with SQLite, which has no clock of its own, the machine's."""

    def __init__(
        self,
        connections: Connections,
        *,
        system_time: Callable[[], datetime] = system_time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connections = connections
        self._system_time = system_time
        self._monotonic = monotonic
        self._known: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        if self._known is None:
            return self._system_time()
        time_then, monotonic_then = self._known
        return time_then + timedelta(seconds=self._monotonic() - monotonic_then)

    async def ask(self) -> None:
        """Ask the database for its time.

        Raises:
            StoreError: it is away; what was known goes on being told.
        """
        if self._connections.engine.dialect.name == "sqlite":
            return
        async with self._connections.reading() as connection:
            before = self._monotonic()
            told = await connection.scalar(select(func.clock_timestamp()))
            after = self._monotonic()
        if told is not None and after - before < ANSWER_WITHIN.total_seconds():
            self._known = (told.astimezone(UTC), (before + after) / 2)

    async def keep_asking(self) -> None:
        """Ask again and again until cancelled."""
        while True:
            await anyio.sleep(ASK_EVERY.total_seconds())
            try:
                await self.ask()
            except StoreError as error:
                log.warning("time_not_told", error=str(error))
