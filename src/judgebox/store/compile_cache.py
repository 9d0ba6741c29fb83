"""The compile cache in the database, so that what one worker compiled no other one compiles again.

How it works: a row says where the packed files are among the blobs; both are written, and deleted, in one
transaction. The way of a submission only reads: what is to be written waits in a line, as keys of what is
kept in memory, for the one task that writes. Whatever goes wrong there loses an entry and nothing else.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio
import structlog
from sqlalchemy import RowMapping, bindparam, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from judgebox.domain.errors import StoreError
from judgebox.ports import CachedCompile, Clock
from judgebox.store.connections import Connections
from judgebox.store.engine import store_errors
from judgebox.store.rows import storable
from judgebox.store.tables import UtcDateTime, blobs, compiled
from judgebox.usecases.artifact import RecentCompiles

log = structlog.get_logger()

RECENT_BYTES = 72 * 1024 * 1024
"""Kept in memory: one artifact of the largest size, or a thousand of the usual one."""

WAITING = 256
"""Entries that wait to be written; if the database is slower than that, further ones are not kept."""

GET_WITHIN_S = 2
"""To wait longer than a compile takes makes no sense."""

WRITE_WITHIN_S = 10
"""Also how long stopping may take: a write is not broken off in its middle, where a driver may hang."""

USED_EVERY = timedelta(minutes=10)
"""How exact `used_at` is, so that most uses write nothing."""

EVICTED_AT_ONCE = 500

KEEP_BLOB = text(  # also over what is there: it may be damaged
    "INSERT INTO blobs (id, content) VALUES (:id, :content) ON CONFLICT (id) DO UPDATE SET content = excluded.content"
)

KEEP_ROW = text(
    "INSERT INTO compiled (key, blob_id, output, bytes, created_at, used_at) "
    "VALUES (:key, :blob_id, :output, :bytes, :at, :at) "
    "ON CONFLICT (key) DO UPDATE SET blob_id = excluded.blob_id, output = excluded.output, "
    "bytes = excluded.bytes, created_at = excluded.created_at, used_at = excluded.used_at"
).bindparams(bindparam("at", type_=UtcDateTime))


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to be written: a use of an entry, and the entry itself if it is new."""

    key: str
    at: datetime
    is_new: bool


class DatabaseCompileCache:
    """Results of compiles in the table `compiled`. Nothing is written unless `keep_writing` runs."""

    def __init__(self, connections: Connections, clock: Clock, *, limit_bytes: int) -> None:
        self._url = connections.engine.url
        self._write_to = connections.writing
        self._read_from = connections.reading
        self._clock = clock
        self._limit_bytes = limit_bytes
        self._recent = RecentCompiles(RECENT_BYTES)
        self._line, self._changes = anyio.create_memory_object_stream[_Change](WAITING)

    # --- The port ------------------------------------------------------------------------------

    async def get(self, key: str) -> CachedCompile | None:
        found = self._recent.get(key)
        if found is not None:
            return found
        with store_errors(self._url), anyio.fail_after(GET_WITHIN_S):
            row = await self._row(key)
        if row is None or not _is_whole(row):
            return None
        found = CachedCompile(packed=row["content"], output=row["output"])
        self._recent.put(key, found)
        now = self._clock.now()
        if now - row["used_at"] > USED_EVERY:
            self._write_later(_Change(key, now, is_new=False))
        return found

    async def put(self, key: str, compiled: CachedCompile) -> None:
        self._recent.put(key, compiled)
        self._write_later(_Change(key, self._clock.now(), is_new=True))

    # --- Reading and writing -------------------------------------------------------------------

    async def _row(self, key: str) -> RowMapping | None:
        columns = (compiled.c.blob_id, compiled.c.output, compiled.c.used_at, blobs.c.content)
        statement = select(*columns).outerjoin_from(compiled, blobs, compiled.c.blob_id == blobs.c.id)
        async with self._read_from() as connection:
            return (await connection.execute(statement.where(compiled.c.key == key))).mappings().one_or_none()

    def _write_later(self, change: _Change) -> None:
        try:
            self._line.send_nowait(change)
        except anyio.WouldBlock:
            log.warning("compile_cache_too_slow")

    async def keep_writing(self) -> None:
        """Write what waits, until cancelled."""
        async for change in self._changes:
            try:
                with store_errors(self._url), anyio.fail_after(WRITE_WITHIN_S, shield=True):
                    await self._write(change)
            except StoreError as error:
                log.warning("compile_cache_failed", error=str(error))

    async def _write(self, change: _Change) -> None:
        if not change.is_new:
            used = update(compiled).where(compiled.c.key == change.key).values(used_at=change.at)
            async with self._write_to() as connection:
                await connection.execute(used)
            return
        entry = self._recent.get(change.key)
        if entry is None:  # much larger ones came after it
            return
        async with self._write_to() as connection:
            await _insert(connection, change, entry)
        while await self._evict():
            pass

    async def _evict(self) -> bool:
        """Delete what was used least recently until the rest fits; whether there may be more to delete."""
        async with self._write_to() as connection:
            total = int(await connection.scalar(select(func.coalesce(func.sum(compiled.c.bytes), 0))) or 0)
            if total <= self._limit_bytes:
                return False
            oldest = select(compiled.c.key, compiled.c.blob_id, compiled.c.bytes).order_by(compiled.c.used_at)
            locked = oldest.limit(EVICTED_AT_ONCE).with_for_update(skip_locked=True)
            keys, blob_ids = [], []
            for row in await connection.execute(locked):
                if total <= self._limit_bytes:
                    break
                total -= row.bytes
                keys.append(row.key)
                blob_ids += [] if row.blob_id is None else [row.blob_id]
            await connection.execute(delete(compiled).where(compiled.c.key.in_(keys)))
            await _delete_unused(connection, blob_ids)
        return bool(keys)


def _is_whole(row: RowMapping) -> bool:
    blob_id, content = row["blob_id"], row["content"]
    return blob_id is None or (content is not None and hashlib.sha256(content).hexdigest() == blob_id)


async def _insert(connection: AsyncConnection, change: _Change, entry: CachedCompile) -> None:
    blob_id = None
    if entry.packed is not None:
        blob_id = hashlib.sha256(entry.packed).hexdigest()
        await connection.execute(KEEP_BLOB, {"id": blob_id, "content": entry.packed})
    former = await connection.scalar(select(compiled.c.blob_id).where(compiled.c.key == change.key))
    row = {
        "key": change.key,
        "blob_id": blob_id,
        "output": storable(entry.output),
        "bytes": entry.size_bytes,
        "at": change.at,
    }
    await connection.execute(KEEP_ROW, row)
    if former not in (None, blob_id):
        await _delete_unused(connection, [former])


async def _delete_unused(connection: AsyncConnection, blob_ids: Sequence[str]) -> None:
    is_used = select(compiled.c.key).where(compiled.c.blob_id == blobs.c.id).exists()
    await connection.execute(delete(blobs).where(blobs.c.id.in_(blob_ids), ~is_used))
