"""Read statements and names: Markdown is shown, LaTeX is turned into it, other kinds stay files."""

import re
from pathlib import PurePosixPath

from judgebox.packages.folder import Folder, shown
from judgebox.packages.latex import LONGEST, markdown_of_latex
from judgebox.packages.problem_yaml import Format, Metadata
from judgebox.packages.programs import replace_constants

_FILE = re.compile(r"problem(?:[._]([a-z]{2,3}(?:-[A-Z]{2})?))?\.(md|tex|pdf|html|txt)")
_DIRECTORIES = ("statement", "problem_statement", "")
_SAMPLE_PLACES = re.compile(r"^[ \t]*\{\{(?:nextsample|remainingsamples)\}\}[ \t]*$\n?", re.MULTILINE)
_TEX_NAMES = (re.compile(r"\\problemname\{([^{}\\$]{1,200})\}"), re.compile(r"%% *plainproblemname: *(.{1,200})"))
_SHOWN = ("md", "tex", "txt")
"""Kinds that can be shown, best first: of two statements in one language, the better one is."""

_MOST_DIALOGUES = 10


def read_statements(folder: Folder, metadata: Metadata) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Return names and statements by language code, and warnings.

    The samples are shown beside a statement anyway, so the marks for their place are left out. Dialogues of
    interactive samples are put at its end.

    Raises:
        ProblemError: a statement is too large or holds a NUL byte.
    """
    names, statements, warnings = dict(metadata.names), {}, []
    files = _files(folder)
    for kind in reversed(_SHOWN):
        for language, path in files.get(kind, []):
            statements[language] = _statement(folder, path, kind, metadata)
            if kind == "tex" and language not in names and metadata.format is not Format.STRICT:
                names.update(_name_in_tex(folder, path, language))
    for kind in ("pdf", "html"):
        for language, path in files.get(kind, []):
            if language not in statements:
                warnings.append(f"{path}: this kind of statement can't be shown and stays a file")
    dialogues = _dialogues(folder)
    statements = {language: text + dialogues for language, text in statements.items()}
    found = {language for each in files.values() for language, _ in each}
    return names, statements, warnings + _odd_languages(metadata, found)


def _files(folder: Folder) -> dict[str, list[tuple[str, str]]]:
    """Find the statements by kind: the language and the path of each. Those at the top are a habit of DOMjudge."""
    files: dict[str, list[tuple[str, str]]] = {}
    for directory in _DIRECTORIES:
        for file in folder.names(directory):
            match = _FILE.fullmatch(file)
            if match is not None and folder.has_file(str(PurePosixPath(directory, file))):
                files.setdefault(match[2], []).append((match[1] or "en", str(PurePosixPath(directory, file))))
    return files


def _statement(folder: Folder, path: str, kind: str, metadata: Metadata) -> str:
    text = folder.read_text(path)
    if kind == "md":
        return _markdown(text, metadata.constants)
    if kind == "tex" and len(text) <= LONGEST:
        return markdown_of_latex(text, metadata.constants)
    return f"```\n{text.strip()}\n```\n"


def _dialogues(folder: Folder) -> str:
    """Show what judge and program say to one another in the samples of an interactive problem."""
    names = [name for name in folder.names("data/sample") if name.endswith(".interaction")]
    parts = []
    for number, name in enumerate(names[:_MOST_DIALOGUES], start=1):
        lines = []
        for line in folder.read_text(f"data/sample/{name}").splitlines():
            who = {"<": "judge: ", ">": "you:   "}.get(line[:1])
            lines.append("---" if who is None else who + line[1:].strip())
        parts.append(f"\n## Sample dialogue {number}\n\n```dialogue\n" + "\n".join(lines) + "\n```\n")
    return "".join(parts)


def _markdown(text: str, constants: dict[str, str]) -> str:
    return replace_constants(_SAMPLE_PLACES.sub("", text).encode(), constants).decode().strip("\n") + "\n"


def _odd_languages(metadata: Metadata, found: set[str]) -> list[str]:
    if not found:
        return ["statement: there is none"]
    if metadata.format is Format.LEGACY or found == metadata.names.keys():
        return []
    names, statements = ", ".join(sorted(metadata.names)) or "none", ", ".join(sorted(found))
    return [f"statement: its languages ({statements}) are not those of the name ({names})"]


def _name_in_tex(folder: Folder, path: str, language: str) -> dict[str, str]:
    text = folder.read_text(path)
    for pattern in _TEX_NAMES:
        match = pattern.search(text)
        if match is not None and match[1].strip().isprintable() and match[1].strip():
            return {language: shown(match[1].strip())}
    return {}
