"""Gather what a package of a foreign format has: content by hash, programs, and what there is to say about it."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, Calling, PackagedFile, ProblemId, Program
from judgebox.packages.folder import TEXT_BYTES, Folder, shown
from judgebox.packages.kept import keep
from judgebox.packages.line_ends import hash_of_lines
from judgebox.packages.programs import HEADERS, TESTLIB, Reader, entry_of, language_of

MOST_CASES = 10_000

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_NO_ID = re.compile(r"[^a-z0-9_]+")
_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


class Gathering:
    """What a reader has found so far.

    Attributes:
        folder: the package.
        blobs: where the content of what was read lies.
        warnings, unsupported: as in `Package` and `Problem`.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.blobs: dict[BlobId, Path] = {}
        self.warnings: list[str] = []
        self.unsupported: list[str] = []
        self._reader = Reader(folder, self.blobs, warnings=self.warnings)

    def blob(self, path: str) -> BlobId:
        """Hash a file of the package; raises as `Folder.file`."""
        blob_id, place = self.folder.hash(path)
        self.blobs[blob_id] = place
        return blob_id

    def data(self, path: str, *, ends_last_line: bool = False) -> BlobId:
        """Hash a file of test data, with the ends of lines that we use; raises as `Folder.file`."""
        blob_id, place = hash_of_lines(self.folder.file(path), ends_last_line=ends_last_line)
        self.blobs[blob_id] = place
        return blob_id

    def promise(self, what: str) -> BlobId:
        """Return an id that stands for content which a program is still to make."""
        return BlobId(hashlib.sha256(f"judgebox: {what} is still to be made".encode()).hexdigest())

    def keep(self, content: bytes) -> BlobId:
        """Keep content that no file of the package has."""
        blob_id, place = keep(content)
        self.blobs[blob_id] = place
        return blob_id

    def file(self, path: str, name: str | None = None) -> PackagedFile:
        """Read a file that a box gets under a name, its own one if no other is given."""
        return self._reader.file(path, name or PurePosixPath(path).name)

    def files(self, paths: Iterable[str]) -> tuple[PackagedFile, ...]:
        """Read files that lie beside a program; the library of testlib is ours, so that of the package is left out."""
        names = {PurePosixPath(path).name: path for path in paths}
        return tuple(self.file(path) for name, path in names.items() if name != TESTLIB)

    def program(
        self,
        path: str,
        *,
        beside: Iterable[str] = (),
        calling: Calling | None = None,
        language: str | None = None,
        arguments: tuple[str, ...] = (),
    ) -> Program | None:
        """Read a program of one main file; None, and a word on it, if its language is not known.

        Args:
            beside: files that it includes or reads.
            calling: None to take testlib's if it includes that, else that of Kattis.
            language: its id, where the package says it; None to go by the extension.
        """
        main = self.file(path)
        files = (main, *(file for file in self.files(beside) if file.name != main.name))
        content = self.beginning(main)
        found = language or language_of({main.name: content})
        if found is None:
            self.unsupported.append(f"{path}: its language is not known here")
            return None
        wants_testlib = TESTLIB.encode() in content
        return Program(
            name=path,
            files=files,
            language=found,
            entry=entry_of(found, {main.name: content}, PurePosixPath(path).stem) or main.name,
            calling=calling or (Calling.TESTLIB if wants_testlib else Calling.KATTIS),
            arguments=arguments,
        )

    def beginning(self, file: PackagedFile) -> bytes:
        """Read as much of a file as a program's source may have."""
        with self.blobs[file.content].open("rb") as opened:
            return opened.read(TEXT_BYTES)

    def headers(self, directory: str) -> list[str]:
        """List the headers that lie in a folder."""
        names = self.folder.names(directory)
        return [_joined(directory, name) for name in names if PurePosixPath(name).suffix.lower() in HEADERS]

    def odd_texts(self) -> list[str]:
        """Tell of texts that are not UTF-8; they are read all the same."""
        odd = self.folder.odd_texts
        return [f"{path}:{line}: is not UTF-8 and read as Windows-1252" for path, line in odd.items()]

    def lacks(self, path: str) -> bool:
        """Whether a file that the package tells of is not there."""
        return not self.folder.has_file(path)


def _joined(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory not in ("", ".") else name


def checked_path(path: str, place: str) -> str:
    """Return a path that a package names, if it is a relative one that stays inside.

    Raises:
        ProblemError: it is not, or is no name that can be shown.
    """
    parts = PurePosixPath(path).parts
    if not path or path.startswith("/") or ".." in parts or "\\" in path or not path.isprintable():
        raise ProblemError(f"the path {shown(path)[:200]!a} leads out of the package", path=place)
    return "/".join(parts)


def case_name(path: str) -> str:
    """Make the name of a test case of the name of its file: what is odd in it becomes a dash."""
    return _NAME.sub("-", path.replace("/", "-")).strip("-.") or "case"


def problem_id_of(*names: str) -> ProblemId:
    """Make an id of the first name that can be one, else of the last one with what is odd in it replaced.

    Raises:
        ProblemError: nothing of it is left.
    """
    for name in names:
        if _ID.fullmatch(name.lower()):
            return ProblemId(name.lower())
    problem_id = _NO_ID.sub("-", names[-1].lower()).strip("-_")[:64]
    if not problem_id:
        raise ProblemError(f"the name of the package, {names[-1][:100]!a}, has no letter or digit for an id")
    return ProblemId(problem_id)
