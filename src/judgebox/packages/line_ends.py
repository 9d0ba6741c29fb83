"""Hash test data of any size, with the ends of lines that other systems write turned into ours."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from judgebox.domain.problem import BlobId
from judgebox.packages.kept import place_of_this_process

PIECE_BYTES = 1024 * 1024


def hash_of_lines(path: Path, *, ends_last_line: bool = False) -> tuple[BlobId, Path]:
    """Hash a file as if CR LF and CR were LF; where it has any, a copy without is kept as long as this process lives.

    Args:
        ends_last_line: whether a last line without an end gets one.

    Returns:
        The hash, and where the content that it is of lies.
    """
    digest = hashlib.sha256()
    has_other_ends, last = False, b"\n"
    with path.open("rb") as file:
        for piece in _pieces(file):
            has_other_ends = has_other_ends or b"\r" in piece
            last = piece[-1:]
            digest.update(piece)
    lacks_end = ends_last_line and last not in (b"\n", b"\r")
    if has_other_ends or lacks_end:
        return _changed(path, lacks_end=lacks_end)
    return BlobId(digest.hexdigest()), path


def _changed(path: Path, *, lacks_end: bool) -> tuple[BlobId, Path]:
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=place_of_this_process())
    with path.open("rb") as source, os.fdopen(handle, "wb") as target:
        for piece in _with_our_ends(_pieces(source)):
            digest.update(piece)
            target.write(piece)
        if lacks_end:
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
