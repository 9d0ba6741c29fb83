"""Content of a package that lies nowhere on disk as it is: unpacked, generated, or changed while it was read."""

import atexit
import hashlib
import tempfile
from functools import cache
from pathlib import Path

from judgebox.domain.problem import BlobId
from judgebox.private_directories import PrivateDirectory


def keep(content: bytes) -> tuple[BlobId, Path]:
    """Write content to a file that lives as long as this process; return its hash and where it lies."""
    blob_id = BlobId(hashlib.sha256(content).hexdigest())
    place = place_of_this_process() / blob_id
    if not place.exists():
        place.write_bytes(content)
    return blob_id, place


@cache
def place_of_this_process() -> Path:
    """One for all packages: it takes a descriptor for as long as we live."""
    place = PrivateDirectory("package", Path(tempfile.gettempdir()))
    atexit.register(place.close)
    return place.path
