"""Precompiled files in directories of this host, which boxes show.

How it works: the files of a name are `NAME/files`, and beside that directory is `NAME/digest`, the hash
over all of them. `NAME` is made under another name and renamed, so a reader sees all of it or nothing, and
of two writers one wins. Compilers trust such files, so whoever could write to them could decide on what
others' programs do: directories that somebody else owns or may write to are refused, and what was there
before we started is hashed before it is used.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import anyio.to_thread

from judgebox.domain.errors import StoreError
from judgebox.private_directories import PrivateDirectory

READABLE = 0o755
"""For everybody: programs in boxes have ids of their own, which are nobody's on the host."""


KEPT_FOR_S = 30 * 24 * 3600
"""After that much time without the start of a worker that uses them, files are those of a former compiler."""


class PrecompiledDirectory:
    """Keeps directories in a directory, which is made when it is first needed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def find(self, name: str) -> Path | None:
        return await anyio.to_thread.run_sync(self._find, name)

    async def keep(self, name: str, files: Mapping[str, bytes]) -> Path:
        return await anyio.to_thread.run_sync(self._keep, name, files)

    def _find(self, name: str) -> Path | None:
        kept = self._directory / name
        try:
            digest = (kept / "digest").read_text(encoding="ascii")
            for directory in (self._directory, kept, kept / "files"):
                _refuse_foreign(directory)
            if digest != _digest_of(kept / "files"):
                return None
            os.utime(kept)  # used now
            return kept / "files"
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        except OSError as error:
            raise StoreError(f"the precompiled files {kept} can't be read: {error.strerror}") from error

    def _keep(self, name: str, files: Mapping[str, bytes]) -> Path:
        try:
            for directory in (self._directory.parent, self._directory):
                _make_readable(directory)
            _refuse_foreign(self._directory)
            with closing(PrivateDirectory("new", self._directory)) as new:
                made = new.path / "made"
                _write(made, files)
                self._put_in_place(made, self._directory / name, new.path / "damaged")
                self._remove_unused(new.path)
        except OSError as error:
            raise StoreError(f"precompiled files can't be kept in {self._directory}: {error.strerror}") from error
        found = self._find(name)
        if found is None:
            raise StoreError(f"the precompiled files {name} were damaged as soon as they were written")
        return found

    def _put_in_place(self, made: Path, place: Path, damaged: Path) -> None:
        if place.exists() and self._find(place.name) is None:
            place.rename(damaged)
        try:
            made.rename(place)
        except OSError:
            if not place.exists():  # else another worker was faster
                raise

    def _remove_unused(self, bin_: Path) -> None:
        """Move what nobody uses any more to where it is deleted; boxes that show it keep it until they end."""
        for kept in self._directory.iterdir():
            if time.time() - kept.stat().st_mtime > KEPT_FOR_S:
                kept.rename(bin_ / kept.name)


def _make_readable(directory: Path) -> None:
    if not directory.exists():
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(READABLE)  # whatever our umask is


def _write(made: Path, files: Mapping[str, bytes]) -> None:
    content = made / "files"
    for name, data in files.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o444)
    (made / "digest").write_text(_digest_of(content), encoding="ascii")
    for directory in (made, *(path for path in made.rglob("*") if path.is_dir())):
        directory.chmod(READABLE)


def _digest_of(directory: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(_files_in(directory)):
        _refuse_foreign(path)
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256")
        digest.update(f"{path.relative_to(directory)}\0{content.hexdigest()}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _files_in(directory: Path) -> Iterator[Path]:
    for path in directory.rglob("*"):
        if path.is_dir():
            _refuse_foreign(path)
        else:
            yield path


def _refuse_foreign(path: Path) -> None:
    """Refuse what others may have written.

    Raises:
        StoreError: it is no directory or regular file, is not ours, or others may write to it.
    """
    status = path.lstat()
    is_ours = status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not is_ours or not (stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)):
        raise StoreError(f"{path} is not used: it is to belong to us, and nobody else may write to it")
