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
LINK_BYTES = 4096


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
    links = []
    for entry in entries:
        _check(entry, name)
        place = into / entry.filename
        if _kind(entry) == stat.S_IFLNK:
            links.append(entry)
            continue
        if entry.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        left = _unpack_file(content, entry, place, left)
        if left < 0:
            raise ProblemError(f"holds more than {UNPACKED_BYTES} bytes", path=name)
    for entry in links:  # last, so that no file is written through one
        _make_link(content, entry, into, name)


def _check(entry: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or "\0" in entry.filename:
        raise ProblemError(f"the name {entry.filename[:200]!a} leads out of the archive", path=name)
    if _kind(entry) not in (0, stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK):
        raise ProblemError(f"{entry.filename[:200]!a} is neither file nor folder", path=name)
    if entry.flag_bits & 1:
        raise ProblemError(f"{entry.filename[:200]!a} is encrypted", path=name)


def _kind(entry: zipfile.ZipInfo) -> int:
    return stat.S_IFMT(entry.external_attr >> 16)


def _make_link(content: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path, name: str) -> None:
    """Make a link to another place of the archive; whoever reads it checks once more where it leads."""
    with content.open(entry) as source:
        target = source.read(LINK_BYTES).decode("utf-8", "surrogateescape")
    place = into / entry.filename
    place.parent.mkdir(parents=True, exist_ok=True)
    inside = into.resolve()
    leads_out = target.startswith("/") or "\0" in target or not (place.parent / target).resolve().is_relative_to(inside)
    if leads_out or not place.parent.resolve().is_relative_to(inside):
        raise ProblemError(f"{entry.filename[:200]!a} is a link that leads out of the archive", path=name)
    place.symlink_to(target)


def _unpack_file(content: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path, left: int) -> int:
    """Write one file, stopping where the room ends: the size that the archive states may be a lie."""
    with content.open(entry) as source, place.open("xb") as target:
        while left >= 0 and (piece := source.read(PIECE_BYTES)):
            left -= len(piece)
            target.write(piece[: max(left + len(piece), 0)])
    if (entry.external_attr >> 16) & 0o111:
        place.chmod(0o755)
    return left
