"""Entry points: which part of a program is started, and the argvs that compile and run it.

How it works: a program is one file or several. Its entry is the name of the file that is started, or with languages
that start something inside of a file, such as the class of Java that has `main`, the name of that. How it is found is
data of the language. The patterns meet hostile sources, so each is to take time in proportion to the text alone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from judgebox.languages.catalog import Entry, Language

SOURCES = "{sources}"
"""The argument in whose place an argv gets all source files, the entry's last."""

LOOKED_AT_BYTES = 256 * 1024
"""How much of a source is looked at; an entry that comes later is not found."""

ERROR_BYTES = 4 * 1024
"""How much of an error stream is looked at for an exception: as much at its end, and then as much at its beginning."""

EXCEPTION_CHARACTERS = 200
"""The longest name of an exception."""


def source_name(language: Language, source: str) -> str:
    """Name the file for a source that came without a name, as its compiler wants it."""
    if "{entry}" not in language.source:
        return language.source
    content = source.encode()
    stem = _file_name_in(language.entry, content) or next(_names_in(language.entry, content), language.entry.default)
    stem = stem.rpartition(".")[2]
    return language.source.replace("{entry}", stem.lower() if language.entry.lower else stem)


def entry_of(language: Language, files: Mapping[str, bytes], wanted: str | None = None) -> str:
    """Find what is to be started.

    Args:
        files: all of the program's, by name; at least one.
        wanted: what the author says: the name of a file or of what is inside; None if they say nothing.
    """
    if language.entry.name is not None:
        return _entry_inside(language, files, wanted)
    candidates = sources_of(language, files)
    for name in (wanted, *(wanted + suffix for suffix in language.extensions if wanted)):
        if name is not None and name in files:
            return name
    if len(candidates) == 1:
        return candidates[0]
    by_lower = {name.lower(): name for name in candidates}
    for name in (*language.entry.files, language.source):
        if name.lower() in by_lower:
            return by_lower[name.lower()]
    if language.entry.body is not None:
        body = _compiled(language.entry.body)
        for name in candidates:
            if body.search(_text_of(language.entry, files[name])):
                return name
    return candidates[0]


def files_of(language: Language, source: str) -> dict[str, bytes]:
    """Make the files of a program that came as one source without a name."""
    return {source_name(language, source): source.encode()}


def sources_of(language: Language, files: Mapping[str, bytes]) -> list[str]:
    """The names of those files that have an extension of the language, or of all if none has, in order."""
    names = [name for name in sorted(files) if PurePosixPath(name).suffix.lower() in language.extensions]
    return names or sorted(files)


def compile_argv(language: Language, files: Mapping[str, bytes], entry: str) -> tuple[str, ...] | None:
    """The argv that compiles these files; None if there is nothing to compile."""
    if language.compile is None:
        return None
    sources = sorted(sources_of(language, files), key=lambda name: name == entry)
    argv: list[str] = []
    for part in language.compile:
        argv += (
            [_as_argument(name) for name in sources]
            if part == SOURCES
            else [part.replace("{entry}", _as_argument(entry))]
        )
    return tuple(argv)


def run_argv(language: Language, entry: str, memory_mib: int) -> tuple[str, ...]:
    """The argv that runs a program, within a memory limit if the runtime wants to know it."""
    values = {"{memory_mib}": str(memory_mib), "{entry}": _as_argument(entry), "{stem}": PurePosixPath(entry).stem}
    return tuple(_PLACEHOLDER.sub(lambda found: values[found[0]], part) for part in language.run)


def exception_of(language: Language, error: bytes) -> str | None:
    """Find the name of the exception that ended a program, in what it wrote to its error stream."""
    if language.exception is None:
        return None
    pattern = _compiled(language.exception)
    for part in (error[-ERROR_BYTES:], error[:ERROR_BYTES]):  # a deep stack may stand before the name or after it
        found = list(pattern.finditer(part.decode(errors="replace")))
        if found:  # the last one counts: those before are its causes, or what the program printed
            return str(next(filter(None, found[-1].groups())))[:EXCEPTION_CHARACTERS]
    return None


# --- What is inside of a file ------------------------------------------------------------------

_PLACEHOLDER = re.compile(r"\{memory_mib\}|\{entry\}|\{stem\}")


def _entry_inside(language: Language, files: Mapping[str, bytes], wanted: str | None) -> str:
    if wanted is not None and wanted not in files:
        return wanted
    names = [wanted] if wanted is not None else sources_of(language, files)
    found = [entry for name in names for entry in _names_in(language.entry, files[name])]
    ending = "." + language.entry.default
    preferred = [entry for entry in found if entry == language.entry.default or entry.endswith(ending)]
    return (preferred or found or [language.entry.default])[0]


def _names_in(entry: Entry, source: bytes) -> Iterator[str]:
    """Yield the names of what could be started in a file, with the package before it."""
    if entry.name is None:
        return
    text = _text_of(entry, source)
    package = None if entry.package is None else _compiled(entry.package).search(text)
    prefix = "" if package is None else package[1] + "."
    if entry.body is None:
        found = _compiled(entry.name).search(text)
        if found is not None:
            yield prefix + found[1]
        return
    for heading, body in _blocks(text):
        found = _compiled(entry.name).search(heading)
        if found is not None and _compiled(entry.body).search(body):
            yield prefix + found[1]


def _file_name_in(entry: Entry, source: bytes) -> str | None:
    """Find the name that a file has to have; None if any will do."""
    if entry.file is None:
        return None
    text = _text_of(entry, source)
    places = [text] if entry.name is None or entry.body is None else [heading for heading, _ in _blocks(text)]
    found = next(filter(None, map(_compiled(entry.file).search, places)), None)
    return None if found is None else found[1]


def _text_of(entry: Entry, source: bytes) -> str:
    text = source[:LOOKED_AT_BYTES].decode(errors="replace")
    return text if entry.ignore is None else _compiled(entry.ignore).sub(" ", text)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the outermost blocks in braces: what stands before each, and what is inside but in no further braces."""
    heading: list[str] = []
    body: list[str] = []
    depth = 0
    for part in re.split(r"([{};])", text):
        if part == "{":
            depth += 1
        elif part == "}":
            depth = max(depth - 1, 0)
            if depth == 0:
                yield "".join(heading), "".join(body)
                heading, body = [], []
        elif depth == 0:
            heading = [] if part == ";" else [*heading, part]
        elif depth == 1:
            body.append(part)


def _as_argument(name: str) -> str:
    """A name that no compiler takes for an option."""
    return f"./{name}" if name.startswith(("-", "@", "+")) else name


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
