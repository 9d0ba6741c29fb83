"""Test data by content hash: in the database, and in local files for those who run programs."""

from judgebox.blobs.cache import CachedBlobs
from judgebox.blobs.database import DatabaseBlobs, blob_id_of
from judgebox.blobs.precompiled import PrecompiledDirectory

__all__ = ["CachedBlobs", "DatabaseBlobs", "PrecompiledDirectory", "blob_id_of"]
