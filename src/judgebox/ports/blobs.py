"""Content by its hash, and what compilers made."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from judgebox.domain.problem import BlobId


class Blobs(Protocol):
    """Content by its SHA-256."""

    async def put(self, content: bytes) -> BlobId:
        """Keep content; keeping it again changes nothing.

        Raises:
            StoreError: there is no room or the storage is away.
        """
        ...

    async def put_file(self, path: Path) -> BlobId:
        """Keep the content of a file, however large it is; raises as `put`, and if the file can't be read."""
        ...

    async def get(self, blob_id: BlobId) -> bytes:
        """Return content.

        Raises:
            StoreError: it is unknown, or what is kept does not have this hash.
        """
        ...

    async def path(self, blob_id: BlobId) -> Path:
        """Return a local file with the content, read-only; raises as `get`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedCompile:
    """How compiling a source ended, once.

    Attributes:
        packed: the files that it left, packed; None if the compiler refused the source.
        output: what the compiler printed.
    """

    packed: bytes | None
    output: str

    @property
    def size_bytes(self) -> int:
        """What it counts for in a cache, with something for the row and its key."""
        return len(self.packed or b"") + len(self.output.encode()) + 256


class CompileCache(Protocol):
    """What compilers made before, by a key that says all that it depends on. It may lose anything."""

    async def get(self, key: str) -> CachedCompile | None:
        """Return what was put, unchanged; None if there is nothing, or if it is damaged.

        Raises:
            StoreError: the storage is away.
        """
        ...

    async def put(self, key: str, compiled: CachedCompile) -> None:
        """Keep a result, without waiting until it is stored; what was used least recently makes room."""
        ...


class PrecompiledFiles(Protocol):
    """Directories of this host with files that compilers made once; boxes may show them."""

    async def find(self, name: str) -> Path | None:
        """Return the directory that was kept under a name, if it is as it was when it was kept.

        Raises:
            StoreError: it can't be read.
        """
        ...

    async def keep(self, name: str, files: Mapping[str, bytes]) -> Path:
        """Keep files, by relative path, in a directory under a name that `find` does not know.

        Raises:
            StoreError: it can't be written.
        """
        ...
