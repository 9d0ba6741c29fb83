"""Read the programs that a package brings along: validators, graders, generators, and files put beside others.

A program is a file, or a folder of files. A folder may have scripts `build` and `run`; else its language
follows from the extensions of its files, as that of a submission does.

Source: Kattis problem package format 2025-09, "Programs"; judging study 3.1.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, Calling, PackagedFile, Program
from judgebox.languages import Catalog, read_catalog
from judgebox.packages.folder import TEXT_BYTES, Folder, shown
from judgebox.packages.kept import keep

MOST_FILES = 1000
DEEPEST_FOLDER = 10

SCRIPTS = ("build", "run")
HEADERS = frozenset({".h", ".hh", ".hpp", ".hxx", ".h++"})
TESTLIB = "testlib.h"

_NOT_SOURCES = frozenset(
    [".md", ".txt", ".in", ".ans", ".out", ".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".csv", ".o", ".class"]
)
_LEFT_OUT = ("__pycache__", "CMakeFiles")
_FOREIGN_VALIDATORS = (".viva", ".ctd")
_CONSTANT = re.compile(rb"\{\{([a-zA-Z_][a-zA-Z0-9_]*(?:\.[a-zA-Z0-9_]+)?)\}\}")
_INCLUDES_TESTLIB = re.compile(rb"^\s*#\s*include\s*[<\"]testlib\.h[>\"]", re.MULTILINE)
_PYTHON_SHEBANG = re.compile(rb"#![^\n]*\bpython3?\b")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files of a folder for boxes.

    Attributes:
        blobs: where the content of each file is noted to lie.
        constants: what `{{name}}` in a file stands for.
        warnings: what is odd is noted here.
    """

    folder: Folder
    blobs: dict[BlobId, Path]
    constants: Mapping[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def file(self, path: str, name: str) -> PackagedFile:
        """Read one file, with its constants put in; a box gets it under the name given.

        Raises:
            ProblemError: as `Folder.file`.
        """
        blob_id, place = self.folder.hash(path)
        if self.constants and place.stat().st_size <= TEXT_BYTES:
            content = place.read_bytes()
            replaced = replace_constants(content, self.constants)
            if replaced != content:
                blob_id, place = keep(replaced)
        self.blobs[blob_id] = place
        executable = PurePosixPath(name).name in SCRIPTS or bool(self.folder.file(path).stat().st_mode & 0o111)
        return PackagedFile(name=name, content=blob_id, executable=executable)

    def files(self, path: str) -> tuple[PackagedFile, ...]:
        """Read all files of a folder and of those in it, by name.

        Raises:
            ProblemError: there are too many, they lie too deep, or one can't be read.
        """
        return tuple(self.file(f"{path}/{name}", name) for name in self.names(path))

    def names(self, path: str) -> list[str]:
        """List the files of a folder and of those in it, without those that no box gets; raises as `files`."""
        return self._names(path, "", 0)

    def _names(self, path: str, prefix: str, depth: int) -> list[str]:
        if depth > DEEPEST_FOLDER:
            raise ProblemError(f"lies more than {DEEPEST_FOLDER} folders deep", path=f"{path}/{prefix}".rstrip("/"))
        found: list[str] = []
        for name in self.folder.names(f"{path}/{prefix}".rstrip("/")):
            inside = f"{prefix}{name}"
            if name in _LEFT_OUT:
                continue
            if not is_fit_name(name):
                self.warnings.append(f"{path}/{shown(inside)!a}: left out because of its name")
            elif self.folder.has_folder(f"{path}/{inside}"):
                found += self._names(path, f"{inside}/", depth + 1)
            else:
                found.append(inside)
        if len(found) > MOST_FILES:
            raise ProblemError(f"holds more than {MOST_FILES} files", path=path)
        return found


def read_program(
    folder: Folder, path: str, *, blobs: dict[BlobId, Path], constants: Mapping[str, str] | None = None
) -> Program:
    """Read a program, which is a file or a folder.

    Raises:
        ProblemError: a file can't be read, or no language is known by the extensions and there is no script.
    """
    return _program(Reader(folder, blobs, constants or {}), path, ())


def read_programs(reader: Reader, directory: str, *, single: bool = False) -> tuple[tuple[Program, ...], list[str]]:
    """Read the programs that lie in a directory of them, such as `output_validators`; say which are left out.

    Headers that lie there by themselves belong to each program of one file. A directory that holds `build`,
    `run` or `__main__.py` itself is one program, and so is one with several files where only one is allowed.

    Returns:
        The programs by name, and a sentence for each that no language is known for.

    Raises:
        ProblemError: a file can't be read.
    """
    names = []
    for name in filter(_may_be_program, reader.folder.names(directory)):
        if is_fit_name(name):
            names.append(name)
        else:
            reader.warnings.append(f"{directory}/{shown(name)!a}: left out because of its name")
    has_files = [name for name in names if reader.folder.has_file(f"{directory}/{name}")]
    if {*SCRIPTS, "__main__.py"} & set(has_files) or (single and len(names) > 1 and names == has_files):
        paths, companions = [directory], []
    else:
        companions = [name for name in has_files if PurePosixPath(name).suffix.lower() in HEADERS]
        paths = [f"{directory}/{name}" for name in names if name not in companions]
    programs, left_out = [], []
    for path in paths:
        if path.endswith(_FOREIGN_VALIDATORS):
            left_out.append(f"{path}: its language, {path.rpartition('.')[2]}, is not known here")
            continue
        try:
            programs.append(_program(reader, path, [f"{directory}/{name}" for name in companions]))
        except UnknownLanguageError as error:
            left_out.append(str(error))
    return tuple(programs), left_out


def is_fit_name(name: str) -> bool:
    """Whether a box, a page and a database can have a file of this name."""
    return name.isprintable() and shown(name) == name and "\\" not in name


def replace_constants(content: bytes, constants: Mapping[str, str]) -> bytes:
    """Put in what `{{name}}` stands for; a name that isn't defined stays as it is."""
    if not constants:
        return content

    def replaced(match: re.Match[bytes]) -> bytes:
        value = constants.get(match[1].decode())
        return match[0] if value is None else value.encode()

    return _CONSTANT.sub(replaced, content)


class UnknownLanguageError(ProblemError):
    """No language is known by the extensions of a program's files."""


def _may_be_program(name: str) -> bool:
    return (
        not name.lower().startswith("readme") and name not in _LEFT_OUT and not name.lower().endswith((".md", ".txt"))
    )


def _program(reader: Reader, path: str, companions: Sequence[str]) -> Program:
    if reader.folder.has_folder(path):
        files = reader.files(path)
    else:
        files = tuple(reader.file(each, PurePosixPath(each).name) for each in (path, *companions))
    names = [file.name for file in files]
    if set(names) & set(SCRIPTS):
        return Program(name=path, files=files)
    contents = {file.name: _beginning(reader.blobs[file.content]) for file in files}
    language = language_of(contents)
    if language is None:
        raise UnknownLanguageError("has no script build or run and no extension of a known language", path=path)
    wants_testlib = any(_INCLUDES_TESTLIB.search(content) for content in contents.values())
    has_testlib = any(PurePosixPath(name).name == TESTLIB for name in names)
    return Program(
        name=path,
        files=files,
        language=language,
        entry=entry_of(language, contents, PurePosixPath(path).stem),
        calling=Calling.TESTLIB if wants_testlib and not has_testlib else Calling.KATTIS,
    )


def _beginning(place: Path) -> bytes:
    with place.open("rb") as file:
        return file.read(TEXT_BYTES)


def language_of(contents: Mapping[str, bytes]) -> str | None:
    """Return the id of the language that most files of a program are in; None if none is known.

    Args:
        contents: of the files, by name.
    """
    counts = Counter(filter(None, (_language_of_file(name, content) for name, content in contents.items())))
    if not counts:
        return None
    if {"c", "cpp"} <= counts.keys():  # a C++ compiler takes both
        return "cpp"
    return min(counts, key=lambda language: (-counts[language], language))


def _language_of_file(name: str, content: bytes) -> str | None:
    path = PurePosixPath(name)
    if path.suffix.lower() in _NOT_SOURCES | HEADERS or path.name.lower().startswith("readme"):
        return None
    if path.suffix == ".C":
        return "cpp"
    language = _catalog().guess(path.name, content)
    if language is None and _PYTHON_SHEBANG.match(content):
        return "python"
    return language


def entry_of(language: str, contents: Mapping[str, bytes], program: str) -> str | None:
    """Return the main file of a program of several, where its name tells; None where the language is to find it."""
    own = [name for name, content in contents.items() if _language_of_file(name, content) == language]
    if len(own) == 1:
        return own[0]
    if language != "python":
        return None
    marked = [name for name in own if b"__main__" in contents[name]]
    for name in ("__main__.py", "main.py", f"{program}.py"):
        if name in own:
            return name
    return marked[0] if len(marked) == 1 else None


def language_called(name: str) -> str | None:
    """Return the id of the language with this id or alias; None if it is not known."""
    return _catalog().find(name)


@cache
def _catalog() -> Catalog:
    return read_catalog()
