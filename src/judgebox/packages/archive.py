"""Unpack a package from a zip archive that someone else made."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from judgebox.domain.errors import ProblemError

UNPACKED_BYTES = 2 * 1024**3
"""The most that all files of an archive may take: a small archive can hold far more than any disk."""

ENTRIES = 50_000
PIECE_BYTES = 1024 * 1024


def unpack(archive: Path, into: Path) -> Path:
    """Unpack an archive into an empty directory; return the folder of the package in it.

    Raises:
        ProblemError: as `unpack_files`, or there is no problem.yaml at its top or in its only folder.
    """
    unpack_files(archive, into)
    return _package_in(into, archive.name)


def unpack_files(archive: Path, into: Path) -> None:
    """Unpack an archive of anything into an empty directory.

    Raises:
        ProblemError: it is no archive, is too large, or holds links or names that lead out of it.
    """
    try:
        with zipfile.ZipFile(archive) as content:
            _unpack_all(content, archive.name, into)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ProblemError(f"is no zip archive that can be read: {error}", path=archive.name) from error
    except OSError as error:
        raise ProblemError(f"can't be unpacked: {error.strerror}", path=archive.name) from error


def _unpack_all(content: zipfile.ZipFile, name: str, into: Path) -> None:
    entries = content.infolist()
    if len(entries) > ENTRIES:
        raise ProblemError(f"has {len(entries)} entries, the limit is {ENTRIES}", path=name)
    left = UNPACKED_BYTES
    for entry in entries:
        _check(entry, name)
        place = into / entry.filename
        if entry.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        left = _unpack_file(content, entry, place, left)
        if left < 0:
            raise ProblemError(f"holds more than {UNPACKED_BYTES} bytes", path=name)


def _check(entry: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or "\0" in entry.filename:
        raise ProblemError(f"the name {entry.filename[:200]!a} leads out of the archive", path=name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ProblemError(f"{entry.filename[:200]!a} is neither file nor folder", path=name)
    if entry.flag_bits & 1:
        raise ProblemError(f"{entry.filename[:200]!a} is encrypted", path=name)


def _unpack_file(content: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path, left: int) -> int:
    """Write one file, stopping where the room ends: the size that the archive states may be a lie."""
    with content.open(entry) as source, place.open("xb") as target:
        while left >= 0 and (piece := source.read(PIECE_BYTES)):
            left -= len(piece)
            target.write(piece[: max(left + len(piece), 0)])
    return left


def _package_in(folder: Path, name: str) -> Path:
    if (folder / "problem.yaml").is_file():
        return folder
    folders = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith((".", "__"))]
    if len(folders) == 1 and (folders[0] / "problem.yaml").is_file():
        return folders[0]
    raise ProblemError("holds no problem.yaml, neither at its top nor in its only folder", path=name)
