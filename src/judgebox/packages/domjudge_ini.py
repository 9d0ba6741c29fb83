"""Read `domjudge-problem.ini`, the settings that DOMjudge keeps beside those of the format.

Source: DOMjudge manual, "Problem format specification"; judging study 3.2.
"""

import re
from dataclasses import dataclass

from judgebox.packages.folder import Folder

INI = "domjudge-problem.ini"

_SETTING = re.compile(r"\s*([a-zA-Z_-]{1,100})\s*=\s*(.*?)\s*")
_UNUSED = frozenset(["probid", "short-name", "externalid", "allow_submit", "allow_judge", "points", "color", "colour"])
_PROGRAMS = ("special_compare", "special_run")
_DEFAULT_PROGRAMS = ("", "compare", "default", "run", "null")


@dataclass(frozen=True, slots=True)
class DomjudgeSettings:
    """What matters to us.

    Attributes:
        time_limit: the text and its line.
        programs_of_the_server: names of validators that a DOMjudge server has, and the package may not have.
        unknown: keys that are not known.
    """

    name: str | None = None
    time_limit: tuple[str, int] | None = None
    programs_of_the_server: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def domjudge_settings(folder: Folder) -> DomjudgeSettings:
    """Read the settings; without the file nothing is set.

    Raises:
        ProblemError: the file can't be read.
    """
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(folder.read_text(INI).splitlines() if folder.has_file(INI) else [], start=1):
        match = _SETTING.fullmatch(line)
        if match is not None:
            found[match[1].lower()] = (match[2].strip("'\""), number)
    name = " ".join(found.get("name", ("", 0))[0].split())[:200]
    programs = [found[key][0] for key in _PROGRAMS if key in found]
    return DomjudgeSettings(
        name=name if name and name.isprintable() else None,
        time_limit=found.get("timelimit"),
        programs_of_the_server=tuple(program for program in programs if program not in _DEFAULT_PROGRAMS),
        unknown=tuple(sorted(found.keys() - _UNUSED - {"name", "timelimit", *_PROGRAMS})),
    )
