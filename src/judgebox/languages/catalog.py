"""Languages are data: one TOML file each. This module reads and checks them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from judgebox.domain.run import SyscallProfile

PRECOMPILED_PLACE = "/precompiled"
"""Where boxes show what was precompiled for their language."""

LOOKED_AT_BYTES = 64 * 1024
"""How much of a source is looked at to tell its language."""


class CompileLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the compiler may use."""

    cpu_time_s: float = 10.0
    memory_mib: int = 1024
    output_kib: int = 64
    files_mib: int = 64


class Precompile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files that the compiler makes once and every later compile starts from, in `PRECOMPILED_PLACE`.

    The argvs of the language name them there; where they are absent the compiler must do without, silently.

    Attributes:
        sources: what to start from: texts by the name of the file.
        command: an argv.
        files: what to keep: names of the files that the command made, by the name to give them.
    """

    sources: dict[str, str]
    command: list[str]
    files: dict[str, str]
    cpu_time_s: float = 60.0
    memory_mib: int = 1024


class Prepared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a worker has found out and made for a language on its host.

    Attributes:
        identity: changes whenever the compiler or what it reads of the host does.
        precompiled: the directory with the precompiled files; None if there are none.
    """

    identity: str
    precompiled: str | None = None


class Sample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A small program that proves the language.

    Attributes:
        source: a file, relative to the language's own; absolute once it is read. None if it is the template.
    """

    source: str | None = None
    input: str
    output: str


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is found which part of a program is started: a file, or if `name` is set, something inside of one.

    All patterns are regular expressions in which ^ and $ match at lines; what they find is their first group.

    Attributes:
        files: names of files to prefer where there are several.
        default: the name of what is inside, if none is found; also preferred where there are several.
        ignore: what is cut out of a source before the others look at it: comments and texts.
        name: finds the name of what is inside; of a block in braces in what stands before it if `body` is set.
        body: what the text of the file, or of the outermost block in braces, has to contain.
        package: finds the name of the package, to which a dot and the name are added.
        file: finds the name that the file has to have, without extension.
        lower: whether the name of the file is in lower case.
    """

    files: list[str] = []
    default: str = "main"
    ignore: str | None = None
    name: str | None = None
    body: str | None = None
    package: str | None = None
    file: str | None = None
    lower: bool = False


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How programs of one language are compiled and run.

    Attributes:
        name: what people read, such as "C++20 (GCC)".
        aliases: other ids under which it may be asked for.
        extensions: of source files, with the dot, lower case.
        is_guessed: whether a file with such an extension may be taken for one of this language.
        looks_like: a pattern that tells its sources from those of other languages with the same extension.
        source: the name under which a single source is put into the box; `{entry}` in it becomes the name that its
            compiler wants it to have.
        entry: how that and the part of the program that is started are found.
        files: texts that are put beside every program before it is compiled, by name.
        compile: an argv, never a shell line; None if there is nothing to compile. `{entry}` in an argument becomes
            what is started, the argument `{sources}` the names of all source files.
        toolchain: what decides on the result of a compile: files and directories of the host, as patterns. When
            one of them changes, nothing that was compiled before is used again.
        precompile: what is made once for all compiles; None if nothing is worth it.
        prepared: not for files; set by the worker.
        run: an argv; `{memory_mib}` in an argument becomes the memory limit, `{entry}` what is started, `{stem}` that
            without its extension.
        programs: absolute paths of what must be on the host for the language to be available: programs and libraries.
        package: the Debian package to install when they are missing.
        version: an argv that prints the version on its first line.
        mounts: directories of the host that its programs need beside /usr; written as patterns such as
            "/etc/java-*-openjdk", and once read, those that exist here.
        environment: of compiler and program.
        processes: how many processes and threads a run may have.
        profile: which system calls a run may make, "baseline" or "strict".
        resident: the interpreter that may wait in the box and run the program as a copy of itself.
        memory_extra_mib: what the runtime itself needs above the problem's limit.
        time_factor, memory_factor: the problem's limits are multiplied by these, unless the problem has its own.
        threads: whether its programs can have threads.
        exception: a pattern that finds the name of an exception in what a program wrote to its error stream.
        is_common: whether it is proven at once where a worker starts, and covered by the quick tests.
        editor: the mode of the page's editor, one of those in `frontend/src/modes.ts`, or "text".
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
    entry: Entry = Entry()
    files: dict[str, str] = {}
    compile: list[str] | None = None
    toolchain: list[str] = []
    precompile: Precompile | None = None
    prepared: Prepared | None = None
    aliases: list[str] = []
    is_guessed: bool = True
    looks_like: str | None = None
    mounts: list[str] = []
    environment: dict[str, str] = {}
    processes: int = 64
    profile: SyscallProfile = SyscallProfile.BASELINE
    resident: Literal["python"] | None = None
    memory_extra_mib: int = 0
    time_factor: float = 1.0
    memory_factor: float = 1.0
    threads: bool = False
    exception: str | None = None
    is_common: bool = False
    compile_limits: CompileLimits = CompileLimits()
    template: str = ""


@dataclass(frozen=True, slots=True)
class Catalog:
    """All languages by id, in the order of their files."""

    languages: dict[str, Language]

    def __iter__(self) -> Iterator[tuple[str, Language]]:
        return iter(self.languages.items())

    def find(self, name: str) -> str | None:
        """Return the id for an id or alias, in any case of letters; None if unknown."""
        wanted = name.strip().lower()
        for language_id, language in self:
            if wanted == language_id or wanted in language.aliases:
                return language_id
        return None

    def prepare(self, language_id: str, prepared: Prepared) -> None:
        """Let the judgings that start from now on use what was prepared for a language."""
        self.languages[language_id] = msgspec.structs.replace(self.languages[language_id], prepared=prepared)

    def guess(self, path: str, source: bytes = b"") -> str | None:
        """Return the id of a language that uses the extension of this file name; None if there is none.

        Where several do, it is that whose sources look like this one, or else the first without such a mark.
        """
        suffix = Path(path).suffix.lower()
        users = [
            (key, language.looks_like)
            for key, language in self
            if suffix in language.extensions and language.is_guessed
        ]
        text = source[:LOOKED_AT_BYTES].decode(errors="replace") if len(users) > 1 else ""
        marked = (key for key, mark in users if mark is not None and text and re.search(mark, text, re.MULTILINE))
        plain = (key for key, mark in users if mark is None)
        return next(marked, None) or next(plain, None) or (users[0][0] if users else None)

    def missing_programs(self, language_id: str) -> list[str]:
        """List the programs, and other files of a compiler, of a language that this host does not have."""
        return [name for name in self.languages[language_id].programs if not Path(name).is_file()]


def read_catalog(directory: Path | None = None) -> Catalog:
    """Read every language file of the package, and of one more directory.

    Raises:
        ValueError: a file is wrong, or two languages share a name; the message names the file.
    """
    own = Path(str(resources.files("judgebox.languages")))
    files = sorted(own.glob("*.toml")) + sorted(directory.glob("*.toml") if directory else [])
    languages = {path.stem: read_language(path) for path in files}
    owners: dict[str, str] = {}
    for language_id, language in languages.items():
        for name in (language_id, *language.aliases):
            if owners.setdefault(name, language_id) != language_id:
                raise ValueError(f"language file {language_id}.toml: {name!r} means {owners[name]} already")
    return Catalog(languages)


def read_language(path: Path) -> Language:
    """Read one language file.

    Raises:
        ValueError: it is no TOML, or a field is missing, unknown or of another type.
    """
    try:
        language = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Language)
        _check(language)
    except ValueError as error:
        raise ValueError(f"language file {path.name}: {error}") from error
    mounts = sorted(str(found) for pattern in language.mounts for found in Path("/").glob(pattern.lstrip("/")))
    sample = language.sample
    if sample.source is not None:
        sample = msgspec.structs.replace(sample, source=str(path.parent / sample.source))
    return msgspec.structs.replace(language, mounts=mounts, sample=sample)


def _check(language: Language) -> None:
    """Raise ValueError for what the types alone let pass and would fail only in the box."""
    if not language.run or language.compile == [] or not language.version:
        raise ValueError("an argv is empty")
    if "/" in language.source or language.source in ("", ".", ".."):
        raise ValueError(f"source is to be the name of a file, not {language.source!r}")
    if language.time_factor <= 0 or language.memory_factor <= 0:
        raise ValueError("a factor is to be above zero")
    _check_patterns(language)
    if language.prepared is not None:
        raise ValueError("prepared is set by the worker, not in a file")
    for suffix in language.extensions:
        if not suffix.startswith(".") or suffix != suffix.lower():
            raise ValueError(f"extension {suffix!r} is to be lower case and to begin with a dot")
    for alias in language.aliases:
        if alias != alias.strip().lower() or not alias:
            raise ValueError(f"alias {alias!r} is to be lower case")
    for kind, patterns in (
        ("mount", language.mounts),
        ("toolchain", language.toolchain),
        ("program", language.programs),
    ):
        for pattern in patterns:
            if not pattern.startswith("/"):
                raise ValueError(f"{kind} {pattern!r} is to be an absolute path")
    if language.precompile is not None:
        _check_precompile(language.precompile)


def _check_patterns(language: Language) -> None:
    entry = language.entry
    patterns = (
        entry.ignore,
        entry.name,
        entry.body,
        entry.package,
        entry.file,
        language.exception,
        language.looks_like,
    )
    for pattern in patterns:
        if pattern is None:
            continue
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            raise ValueError(f"pattern {pattern!r}: {error}") from error
        if groups == 0 and pattern not in (entry.ignore, entry.body, language.looks_like):
            raise ValueError(f"pattern {pattern!r} is to have a group for the name that it finds")


def _check_precompile(precompile: Precompile) -> None:
    if not precompile.command or not precompile.files:
        raise ValueError("precompile is to have a command and the files that it makes")
    for name in (*precompile.sources, *precompile.files, *precompile.files.values()):
        if not name or name.startswith("/") or ".." in Path(name).parts:
            raise ValueError(f"precompile: {name!r} is to be a relative path without ..")
