"""Blobs in memory; a file is written when a path is asked for."""

import hashlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import anyio

from judgebox.domain.errors import StoreError
from judgebox.domain.problem import BlobId


class MemoryBlobs:
    """Keeps content in memory."""

    def __init__(self) -> None:
        self._contents: dict[BlobId, bytes] = {}
        self._directory: tempfile.TemporaryDirectory[str] | None = None

    async def put(self, content: bytes) -> BlobId:
        blob_id = BlobId(hashlib.sha256(content).hexdigest())
        self._contents[blob_id] = content
        return blob_id

    async def put_file(self, path: Path) -> BlobId:
        return await self.put(await anyio.Path(path).read_bytes())

    async def get(self, blob_id: BlobId) -> bytes:
        if blob_id not in self._contents:
            raise StoreError(f"blob {blob_id} is unknown")
        return self._contents[blob_id]

    async def parts(self, blob_id: BlobId) -> AsyncIterator[bytes]:
        """As `DatabaseBlobs.parts`, for a cache in front of it."""
        yield await self.get(blob_id)

    async def path(self, blob_id: BlobId) -> Path:
        content = await self.get(blob_id)
        if self._directory is None:
            self._directory = tempfile.TemporaryDirectory(prefix="judgebox-blobs-")
        path = Path(self._directory.name) / blob_id
        path.write_bytes(content)
        return path
