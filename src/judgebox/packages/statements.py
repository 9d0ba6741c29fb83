"""Read statements and names: Markdown is shown, other kinds stay files."""

import re

from judgebox.packages.folder import Folder, shown
from judgebox.packages.problem_yaml import Format, Metadata

_FILE = re.compile(r"problem(?:\.([a-z]{2,3}(?:-[A-Z]{2})?))?\.(md|tex|pdf|html|txt)")
_SAMPLE_PLACES = re.compile(r"^[ \t]*\{\{(?:nextsample|remainingsamples)\}\}[ \t]*$\n?", re.MULTILINE)
_CONSTANT = re.compile(r"\{\{([a-zA-Z_][a-zA-Z0-9_]*)\}\}")
_TEX_NAMES = (re.compile(r"\\problemname\{([^{}\\$]{1,200})\}"), re.compile(r"%% *plainproblemname: *(.{1,200})"))


def read_statements(folder: Folder, metadata: Metadata) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Return names and statements by language code, and warnings.

    The samples are shown beside a statement anyway, so the marks for their place are left out.

    Raises:
        ProblemError: a statement is too large or no UTF-8.
    """
    names, statements, warnings = dict(metadata.names), {}, []
    found: set[str] = set()
    for directory in ("statement", "problem_statement"):
        for file in folder.names(directory):
            match = _FILE.fullmatch(file)
            if match is None:
                continue
            path, language = f"{directory}/{file}", match[1] or "en"
            found.add(language)
            if match[2] == "md":
                statements[language] = _markdown(folder.read_text(path), metadata.constants)
            else:
                warnings.append(f"{path}: only Markdown can be shown, this statement stays a file")
            if match[2] == "tex" and language not in names and metadata.format is Format.LEGACY:
                names.update(_name_in_tex(folder, path, language))
    return names, statements, warnings + _odd_languages(metadata, found)


def replace_constants(text: str, constants: dict[str, str]) -> str:
    """Put in what `{{name}}` stands for; a name that isn't defined stays as it is."""
    if not constants:
        return text
    return _CONSTANT.sub(lambda match: constants.get(match[1], match[0]), text)


def _markdown(text: str, constants: dict[str, str]) -> str:
    return replace_constants(_SAMPLE_PLACES.sub("", text), constants).strip("\n") + "\n"


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
