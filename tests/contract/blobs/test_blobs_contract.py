"""What everything that keeps blobs promises."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from judgebox.blobs import CachedBlobs, DatabaseBlobs, blob_id_of
from judgebox.blobs.cache import _new_file
from judgebox.domain.errors import StoreError
from judgebox.domain.problem import BlobId
from judgebox.ports import Blobs
from judgebox.store import open_store, upgrade
from judgebox.testing import MemoryBlobs

CONTENT = b"1 2\n\x00\xff"


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Blobs]:
    if request.param == "memory":
        yield MemoryBlobs()
        return
    sqlite = f"sqlite:///{tmp_path}/judgebox.sqlite3"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    upgrade(url)
    async with open_store(url) as store:
        yield CachedBlobs(tmp_path / "cache", DatabaseBlobs(store.engine))


@pytest.mark.parametrize("content", [CONTENT, b"", b"x" * 3_000_000])
async def test_content_comes_back_by_its_hash(blobs: Blobs, content: bytes) -> None:
    blob_id = await blobs.put(content)

    assert blob_id == blob_id_of(content)
    assert await blobs.get(blob_id) == content
    assert (await blobs.path(blob_id)).read_bytes() == content


async def test_a_large_file_comes_back_by_its_hash(blobs: Blobs, tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(os.urandom(9_000_000))

    blob_id = await blobs.put_file(file)

    assert blob_id == blob_id_of(file.read_bytes())
    assert (await blobs.path(blob_id)).read_bytes() == file.read_bytes()
    assert await blobs.put_file(file) == blob_id


async def test_keeping_it_again_changes_nothing(blobs: Blobs) -> None:
    assert await blobs.put(CONTENT) == await blobs.put(CONTENT)


async def test_unknown_content_is_an_error(blobs: Blobs) -> None:
    with pytest.raises(StoreError, match="is unknown"):
        await blobs.get(BlobId("0" * 64))


class TestCache:
    @pytest.fixture
    def source(self) -> MemoryBlobs:
        return MemoryBlobs()

    async def test_a_damaged_file_is_fetched_again(self, tmp_path: Path, source: MemoryBlobs) -> None:
        blob_id = await source.put(CONTENT)
        (tmp_path / blob_id).write_bytes(b"damaged")

        assert await CachedBlobs(tmp_path, source).get(blob_id) == CONTENT

    async def test_a_file_that_vanished_is_fetched_again(self, tmp_path: Path, source: MemoryBlobs) -> None:
        blobs = CachedBlobs(tmp_path, source)
        blob_id = await source.put(CONTENT)
        (await blobs.path(blob_id)).unlink()

        assert await blobs.get(blob_id) == CONTENT

    async def test_files_are_for_us_alone(self, tmp_path: Path, source: MemoryBlobs) -> None:
        path = await CachedBlobs(tmp_path / "cache", source).path(await source.put(CONTENT))

        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o400, 0o700)

    async def test_what_a_killed_writer_left_is_removed_and_what_a_living_one_has_is_not(
        self, tmp_path: Path, source: MemoryBlobs
    ) -> None:
        writer = "import os, sys; from judgebox.blobs.cache import _new_file; _new_file(sys.argv[1])"
        subprocess.run([sys.executable, "-c", f"{writer}; os.kill(os.getpid(), 9)", tmp_path])
        (left,) = tmp_path.iterdir()
        fd, kept = _new_file(tmp_path)

        CachedBlobs(tmp_path, source)

        assert not left.exists()
        assert kept.exists()
        os.close(fd)
