"""Languages are data: one TOML file each. This module reads and checks them."""

import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import msgspec


class CompileLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the compiler may use."""

    cpu_time_s: float = 10.0
    memory_mib: int = 1024
    output_kib: int = 64
    files_mib: int = 64


class Sample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A small program that proves the language: `source` is a file beside the language files."""

    source: str
    input: str
    output: str


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How programs of one language are compiled and run.

    Attributes:
        name: what people read, such as "C++20 (GCC)".
        aliases: other ids under which it may be asked for.
        extensions: of source files, with the dot; the first language that lists one is guessed.
        source: the name under which the source is put into the box.
        compile: an argv, never a shell line; None if there is nothing to compile.
        run: an argv; `{memory_mib}` in an argument becomes the memory limit.
        programs: what must be found on the host for the language to be available.
        package: the Debian package to install when they are missing.
        version: an argv that prints the version on its first line.
        mounts: directories of the host that its programs need beside /usr.
        environment: of compiler and program.
        processes: how many processes and threads a run may have.
        memory_extra_mib: what the runtime itself needs above the problem's limit.
        editor: the mode of the page's editor: "python", "cpp", "java" or "javascript".
        template: what the editor starts with.
    """

    name: str
    source: str
    run: list[str]
    programs: list[str]
    package: str
    version: list[str]
    extensions: list[str]
    sample: Sample
    editor: str
    compile: list[str] | None = None
    aliases: list[str] = []
    mounts: list[str] = []
    environment: dict[str, str] = {}
    processes: int = 64
    memory_extra_mib: int = 0
    compile_limits: CompileLimits = CompileLimits()
    template: str = ""


@dataclass(frozen=True, slots=True)
class Catalog:
    """All languages by id, in the order of their files."""

    languages: Mapping[str, Language]

    def __iter__(self) -> Iterator[tuple[str, Language]]:
        return iter(self.languages.items())

    def find(self, name: str) -> str | None:
        """Return the id for an id or alias, in any case of letters; None if unknown."""
        wanted = name.strip().lower()
        for language_id, language in self:
            if wanted == language_id or wanted in language.aliases:
                return language_id
        return None

    def guess(self, path: str) -> str | None:
        """Return the id of the first language that uses the extension of this file name."""
        suffix = Path(path).suffix.lower()
        return next((key for key, language in self if suffix in language.extensions), None)

    def missing_programs(self, language_id: str) -> list[str]:
        """List the programs of a language that this host does not have."""
        return [name for name in self.languages[language_id].programs if shutil.which(name) is None]


def read_catalog(directory: Path | None = None) -> Catalog:
    """Read every language file of the package, and of one more directory.

    Raises:
        ValueError: a file is wrong; the message names it.
    """
    own = Path(str(resources.files("judgebox.languages")))
    files = sorted(own.glob("*.toml")) + sorted(directory.glob("*.toml") if directory else [])
    return Catalog({path.stem: read_language(path) for path in files})


def read_language(path: Path) -> Language:
    """Read one language file.

    Raises:
        ValueError: it is no TOML, or a field is missing, unknown or of another type.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Language)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ValueError(f"language file {path.name}: {error}") from error
