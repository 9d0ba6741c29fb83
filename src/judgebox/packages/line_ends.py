"""Turn the ends of lines that other systems write into ours, in files of any size."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from judgebox.domain.problem import BlobId
from judgebox.packages.kept import place_of_this_process

PIECE_BYTES = 1024 * 1024


def has_carriage_return(path: Path) -> bool:
    """Whether a file has a byte that only other systems end lines with."""
    with path.open("rb") as file:
        return any(b"\r" in piece for piece in _pieces(file))


def lacks_last_end(path: Path) -> bool:
    """Whether a file that holds something does not end with the end of a line."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def normalised(path: Path, *, ends_last_line: bool = False) -> tuple[BlobId, Path] | None:
    """Write a copy with CR LF and CR turned into LF, which lives as long as this process.

    Args:
        ends_last_line: whether a last line without an end gets one.

    Returns:
        Its hash and where it lies; None if nothing is to be changed.
    """
    adds_end = ends_last_line and lacks_last_end(path)
    if not adds_end and not has_carriage_return(path):
        return None
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=place_of_this_process())
    with path.open("rb") as source, os.fdopen(handle, "wb") as target:
        last = b""
        for piece in _with_our_ends(_pieces(source)):
            last = piece[-1:] or last
            digest.update(piece)
            target.write(piece)
        if adds_end and last != b"\n":
            digest.update(b"\n")
            target.write(b"\n")
    blob_id = BlobId(digest.hexdigest())
    return blob_id, Path(name).replace(place_of_this_process() / blob_id)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        yield piece


def _with_our_ends(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Replace the ends; one that is cut in two by the pieces is put together again."""
    held = b""
    for piece in pieces:
        whole = held + piece
        held = b"\r" if whole.endswith(b"\r") else b""
        yield whole[: len(whole) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if held:
        yield b"\n"
