"""Blobs in a table of the database, so that many machines need no shared disk.

Large ones are stored in parts, and written and read one part at a time: test data may be larger than a worker's memory.
"""

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import anyio.to_thread
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from judgebox.domain.errors import StoreError
from judgebox.domain.problem import BlobId

PART_BYTES = 4 * 1024 * 1024

KEEP = text("INSERT INTO blobs (id, content, parts) VALUES (:id, :content, :parts) ON CONFLICT (id) DO NOTHING")
KEEP_PART = text(
    "INSERT INTO blob_parts (blob_id, number, content) VALUES (:id, :number, :content) "
    "ON CONFLICT (blob_id, number) DO NOTHING"
)
KNOWN = text("SELECT 1 FROM blobs WHERE id = :id")
GET = text("SELECT content, parts FROM blobs WHERE id = :id")
GET_PART = text("SELECT content FROM blob_parts WHERE blob_id = :id AND number = :number")


def blob_id_of(content: bytes) -> BlobId:
    """The id of some content."""
    return BlobId(hashlib.sha256(content).hexdigest())


class DatabaseBlobs:
    """Content in the table `blobs`, whose migrations are with the store's."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def put(self, content: bytes) -> BlobId:
        blob_id = blob_id_of(content)
        with _store_errors(self._engine):
            async with self._engine.begin() as connection:
                # Looked for first: sending megabytes to be told that they are known is a waste.
                if await connection.scalar(KNOWN, {"id": blob_id}) is None:
                    await connection.execute(KEEP, {"id": blob_id, "content": content, "parts": 0})
        return blob_id

    async def put_file(self, path: Path) -> BlobId:
        if (await anyio.Path(path).stat()).st_size <= PART_BYTES:
            return await self.put(await anyio.Path(path).read_bytes())
        blob_id = await anyio.to_thread.run_sync(blob_id_of_file, path)
        with _store_errors(self._engine):
            async with self._engine.begin() as connection:
                if await connection.scalar(KNOWN, {"id": blob_id}) is None:
                    async with await anyio.open_file(path, "rb") as file:
                        number = 0
                        while part := await file.read(PART_BYTES):
                            await connection.execute(KEEP_PART, {"id": blob_id, "number": number, "content": part})
                            number += 1
                    await connection.execute(KEEP, {"id": blob_id, "content": b"", "parts": number})
        return blob_id

    async def get(self, blob_id: BlobId) -> bytes:
        content = b"".join([part async for part in self.parts(blob_id)])
        if blob_id_of(content) != blob_id:
            raise StoreError(f"blob {blob_id} is damaged in the database")
        return content

    async def parts(self, blob_id: BlobId) -> AsyncIterator[bytes]:
        """Give content part by part, unchecked; raises as `get`."""
        with _store_errors(self._engine):
            async with self._reader.connect() as connection:
                found = (await connection.execute(GET, {"id": blob_id})).one_or_none()
                if found is None:
                    raise StoreError(f"blob {blob_id} is unknown")
                if found.parts == 0:
                    yield bytes(found.content)
                for number in range(found.parts):
                    part = await connection.scalar(GET_PART, {"id": blob_id, "number": number})
                    if part is None:
                        raise StoreError(f"blob {blob_id} is damaged in the database: part {number} is missing")
                    yield bytes(part)


def blob_id_of_file(path: Path) -> BlobId:
    """The id of the content of a file."""
    with path.open("rb") as file:
        return BlobId(hashlib.file_digest(file, "sha256").hexdigest())


@contextmanager
def _store_errors(engine: AsyncEngine) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        name = engine.url.set(query={}).render_as_string(hide_password=True)
        # The text of SQLAlchemy's own error quotes the statement and its values, which are test data.
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        line = next(iter(str(cause).splitlines()), type(error).__name__)
        raise StoreError(f"test data can't be had from the database {name}: {line}") from error
