"""Connections to the database, as its adapters share them: bounded waits, and on SQLite one writer at a time."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from judgebox.store.engine import READS, store_errors

ANSWER_WITHIN_S = 30
"""For a whole transaction, with the wait for a connection and for other writers."""


class Connections:
    """Transactions on one engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        # SQLite has one writer. Those of this process take turns here: in SQLite itself they would poll, and starve.
        self._turn = anyio.CapacityLimiter(1 if engine.dialect.name == "sqlite" else math.inf)
        self._reader = engine.execution_options(**{READS: True})

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Have a transaction that is committed on leaving.

        Raises:
            StoreError: the database is away, refuses, or takes too long; then nothing was written.
        """
        with store_errors(self.engine.url), anyio.fail_after(ANSWER_WITHIN_S):
            async with self._turn, self.engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Have a connection that only reads, and on SQLite waits for no writer; raises as `writing`."""
        with store_errors(self.engine.url), anyio.fail_after(ANSWER_WITHIN_S):
            async with self._reader.connect() as connection:
                yield connection
