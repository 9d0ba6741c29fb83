"""Read files of a package, and none outside of it."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId

TEXT_BYTES = 1024 * 1024
"""The most that a statement, a setting or a graded submission may take: all of them are held in memory."""

ENTRIES = 50_000
"""The most entries that one folder may have."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a package; paths are given and told relative to it, with "/" between names.

    A package comes from someone else, so a link may lead to another place of the package but not out
    of it, and only regular files are opened: reading a device or a pipe might never end.

    Attributes:
        root: without links in it.
        odd_texts: texts that are not UTF-8, with the first line that shows it; they are read all the same.
    """

    root: Path
    odd_texts: dict[str, int] = field(default_factory=dict)

    def names(self, path: str) -> list[str]:
        """List what a folder holds, sorted; nothing if there is none. Names that begin with a dot don't count."""
        folder = self.root / path
        if not folder.is_dir():
            return []
        self._real(str(folder), path)
        names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
        if len(names) > ENTRIES:
            raise ProblemError(f"has {len(names)} entries, the limit is {ENTRIES}", path=path)
        return names

    def has_folder(self, path: str) -> bool:
        return (self.root / path).is_dir()

    def has_file(self, path: str) -> bool:
        """Whether there is something of this name that is no folder: a file, or what should be one."""
        return os.path.lexists(self.root / path) and not self.has_folder(path)

    def file(self, path: str) -> Path:
        """Return where a file lies.

        Raises:
            ProblemError: it is missing, leads out of the package, or is no regular file.
        """
        place = f"{self.root}/{path}"
        try:
            mode = os.stat(place).st_mode  # noqa: PTH116 - called for each of many thousand files
        except (OSError, ValueError) as error:
            raise ProblemError("can't be read: it is missing or a link to nothing", path=path) from error
        real = self._real(place, path)
        if not stat.S_ISREG(mode):
            raise ProblemError("is no regular file", path=path)
        return Path(real)

    def read(self, path: str) -> bytes:
        """Read a small file; raises as `file`, and if it is larger than `TEXT_BYTES`."""
        place = self.file(path)
        size = place.stat().st_size
        if size > TEXT_BYTES:
            raise ProblemError(f"has {size} bytes, the limit is {TEXT_BYTES}", path=path)
        try:
            return place.read_bytes()
        except OSError as error:
            raise ProblemError(f"can't be read: {error.strerror}", path=path) from error

    def read_text(self, path: str) -> str:
        """Read a small text with any ends of lines; raises as `read`, and if it holds a NUL byte.

        What is not UTF-8 is taken for the Western encoding that older packages are in, and noted.
        """
        content = self.read(path)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.odd_texts[path] = content.count(b"\n", 0, error.start) + 1
            text = content.decode("cp1252", "replace")
        if "\0" in text:
            raise ProblemError("holds a NUL byte", path=path, line=text[: text.index("\0")].count("\n") + 1)
        return text.replace("\r\n", "\n")

    def hash(self, path: str) -> tuple[BlobId, Path]:
        """Hash a file of any size; return where it lies, too. Raises as `file`."""
        place = self.file(path)
        try:
            with place.open("rb") as file:
                return BlobId(hashlib.file_digest(file, "sha256").hexdigest()), place
        except OSError as error:
            raise ProblemError(f"can't be read: {error.strerror}", path=path) from error

    def _real(self, place: str, path: str) -> str:
        """Follow all links of a place, which may not lead out of the package."""
        real = os.path.realpath(place)
        if real != str(self.root) and not real.startswith(f"{self.root}/"):
            raise ProblemError("is a link that leads out of the package", path=path)
        return real


def shown(name: str) -> str:
    """A file's name as it can be printed: names on disk may be no text at all."""
    return name.encode("utf-8", "backslashreplace").decode()
