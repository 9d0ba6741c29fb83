"""Blobs in a table of the database, so that many machines need no shared disk."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from judgebox.domain.errors import StoreError
from judgebox.domain.problem import BlobId

KEEP = text("INSERT INTO blobs (id, content) VALUES (:id, :content) ON CONFLICT (id) DO NOTHING")
KNOWN = text("SELECT 1 FROM blobs WHERE id = :id")
GET = text("SELECT content FROM blobs WHERE id = :id")


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
                    await connection.execute(KEEP, {"id": blob_id, "content": content})
        return blob_id

    async def get(self, blob_id: BlobId) -> bytes:
        with _store_errors(self._engine):
            async with self._reader.connect() as connection:
                content = await connection.scalar(GET, {"id": blob_id})
        if content is None:
            raise StoreError(f"blob {blob_id} is unknown")
        if blob_id_of(content) != blob_id:
            raise StoreError(f"blob {blob_id} is damaged in the database")
        return bytes(content)


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
