"""Directories of precompiled files: whole, ours, and readable for the programs in boxes."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judgebox.blobs import PrecompiledDirectory
from judgebox.domain.errors import StoreError

FILES = {"bits/all.gch": b"gch\0", "other": b""}


@pytest.fixture
def narrow_umask() -> Iterator[None]:
    former = os.umask(0o077)
    yield
    os.umask(former)


def place_of(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "precompiled"


async def test_files_come_back_in_another_process(tmp_path: Path) -> None:
    kept = await PrecompiledDirectory(place_of(tmp_path)).keep("cpp-1", FILES)

    found = await PrecompiledDirectory(place_of(tmp_path)).find("cpp-1")

    assert found == kept
    assert {str(path.relative_to(kept)): path.read_bytes() for path in kept.rglob("*") if path.is_file()} == FILES
    assert [path.name for path in place_of(tmp_path).iterdir()] == ["cpp-1"]
    assert await PrecompiledDirectory(place_of(tmp_path)).find("cpp-2") is None


async def test_they_are_readable_for_everybody_and_writable_for_nobody_else(tmp_path: Path, narrow_umask: None) -> None:
    kept = await PrecompiledDirectory(place_of(tmp_path)).keep("cpp-1", FILES)

    for path in (*kept.rglob("*"), kept, *kept.parents[:3]):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() else 0o444), path


DAMAGES: dict[str, Callable[[Path], object]] = {
    "other content": lambda kept: (kept / "bits" / "all.gch").write_bytes(b"gch\1"),
    "a file more": lambda kept: (kept / "more").write_bytes(b""),
    "a file less": lambda kept: (kept / "other").unlink(),
    "another name": lambda kept: (kept / "other").rename(kept / "another"),
    "no digest": lambda kept: (kept.parent / "digest").unlink(),
    "a digest of nothing": lambda kept: (kept.parent / "digest").write_text(""),
    "no files": lambda kept: kept.rename(kept.parent / "moved"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_damaged_files_are_not_used_and_can_be_replaced(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    directory = PrecompiledDirectory(place_of(tmp_path))
    kept = await directory.keep("cpp-1", FILES)
    (kept / "bits" / "all.gch").chmod(0o644)
    damage(kept)

    assert await directory.find("cpp-1") is None
    await directory.keep("cpp-1", FILES)
    assert await directory.find("cpp-1") is not None


@pytest.mark.parametrize("place", ["..", "../..", ".", "bits", "other"])
async def test_what_others_may_write_to_is_refused(tmp_path: Path, place: str) -> None:
    directory = PrecompiledDirectory(place_of(tmp_path))
    kept = await directory.keep("cpp-1", FILES)
    (kept / place).chmod(0o777)

    with pytest.raises(StoreError, match="nobody else may write"):
        await directory.find("cpp-1")


async def test_a_link_is_refused(tmp_path: Path) -> None:
    directory = PrecompiledDirectory(place_of(tmp_path))
    kept = await directory.keep("cpp-1", FILES)
    (kept / "other").unlink()
    (kept / "other").symlink_to("/etc/passwd")

    with pytest.raises(StoreError, match="other is not used"):
        await directory.find("cpp-1")


async def test_of_two_workers_that_keep_the_same_one_wins(tmp_path: Path) -> None:
    one, other = PrecompiledDirectory(place_of(tmp_path)), PrecompiledDirectory(place_of(tmp_path))

    assert await one.keep("cpp-1", FILES) == await other.keep("cpp-1", FILES | {"other": b"later"})
    kept = await one.find("cpp-1")
    assert kept is not None
    assert (kept / "other").read_bytes() == b""


async def test_files_of_a_former_compiler_are_deleted_when_new_ones_are_made(tmp_path: Path) -> None:
    directory = PrecompiledDirectory(place_of(tmp_path))
    for name in ("cpp-1", "cpp-2"):
        os.utime((await directory.keep(name, FILES)).parent, (1, 1))
    await directory.find("cpp-2")  # a use

    await directory.keep("cpp-3", FILES)

    assert sorted(path.name for path in place_of(tmp_path).iterdir()) == ["cpp-2", "cpp-3"]


async def test_a_place_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")

    with pytest.raises(StoreError, match="cache/precompiled"):
        await PrecompiledDirectory(place_of(tmp_path)).keep("cpp-1", FILES)
