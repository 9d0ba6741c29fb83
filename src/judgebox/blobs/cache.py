"""Local files of blobs, so that a run's input is a file and is fetched once a machine.

How it works: a file is written beside its place, flushed and renamed, so a reader sees all of it or
nothing, and two writers of one blob do no harm. A file that was there before we started may have been
damaged since: its hash is checked when this process first uses it, and a damaged one is fetched again.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import anyio.to_thread

from judgebox.blobs.database import blob_id_of_file
from judgebox.domain.errors import StoreError
from judgebox.domain.problem import BlobId

_UNFINISHED = "."
"""What the names of files begin with that are being written; no blob's does."""


class Source(Protocol):
    """Where blobs come from; as `ports.Blobs`, without paths."""

    async def put(self, content: bytes) -> BlobId: ...

    async def put_file(self, path: Path) -> BlobId: ...

    def parts(self, blob_id: BlobId) -> AsyncIterator[bytes]: ...


class CachedBlobs:
    """Blobs of a source, with local files in a directory that only we may read."""

    def __init__(self, directory: Path, source: Source) -> None:
        """Prepare.

        Raises:
            StoreError: the directory can't be made.
        """
        self._directory = directory
        self._source = source
        self._checked: set[BlobId] = set()
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            directory.chmod(0o700)  # it may have been there, open to others
            _remove_unfinished(directory)
        except OSError as error:
            raise StoreError(f"the folder {directory} for test data can't be made: {error.strerror}") from error

    async def put(self, content: bytes) -> BlobId:
        return await self._source.put(content)

    async def put_file(self, path: Path) -> BlobId:
        return await self._source.put_file(path)

    async def get(self, blob_id: BlobId) -> bytes:
        path = await self.path(blob_id)
        try:
            return await anyio.to_thread.run_sync(path.read_bytes)
        except OSError as error:
            raise StoreError(f"the file {path} with test data can't be read: {error.strerror}") from error

    async def path(self, blob_id: BlobId) -> Path:
        path = self._directory / blob_id
        if blob_id in self._checked and path.exists():
            return path
        if not await anyio.to_thread.run_sync(_is_whole, path, blob_id):
            await self._fetch(path, blob_id)
        self._checked.add(blob_id)
        return path

    async def _fetch(self, path: Path, blob_id: BlobId) -> None:
        """Write what the source has part by part, and give it its name once it is known to be right."""
        file, temporary, digest = *await anyio.to_thread.run_sync(_new_file, path.parent), hashlib.sha256()
        try:
            async for part in self._source.parts(blob_id):
                digest.update(part)
                await anyio.to_thread.run_sync(_append, file, part)
            if digest.hexdigest() != blob_id:
                raise StoreError(f"blob {blob_id} is damaged where it is stored")
            await anyio.to_thread.run_sync(_finish, file, temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        finally:
            os.close(file)


def _is_whole(path: Path, blob_id: BlobId) -> bool:
    try:
        return blob_id_of_file(path) == blob_id
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"the file {path} with test data can't be read: {error.strerror}") from error


def _append(file: int, part: bytes) -> None:
    view = memoryview(part)
    with _room_errors():
        while view:
            view = view[os.write(file, view) :]


def _finish(file: int, temporary: Path, path: Path) -> None:
    with _room_errors():
        os.fsync(file)
        temporary.chmod(0o400)
        temporary.rename(path)


@contextmanager
def _room_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"test data can't be written to its folder: {error.strerror}; is there room?") from error


def _new_file(directory: Path) -> tuple[int, Path]:
    """Make a file for what is being written. It is locked, which says that its writer lives."""
    while True:
        fd, name = tempfile.mkstemp(dir=directory, prefix=_UNFINISHED)
        fcntl.flock(fd, fcntl.LOCK_EX)
        if os.fstat(fd).st_nlink:
            return fd, Path(name)
        os.close(fd)  # another process has removed it before it was locked


def _remove_unfinished(directory: Path) -> None:
    """Remove what writers have left that were killed."""
    for path in directory.glob(f"{_UNFINISHED}*"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
