"""Find the time limit of a package: in its settings, or in the files that other judges have for it."""

import re
from datetime import timedelta

from judgebox.domain.errors import ProblemError
from judgebox.packages.folder import Folder
from judgebox.packages.problem_yaml import LONGEST_TIME_S, Metadata

_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{0,9})?|\.[0-9]{1,9}")
_SETTING = re.compile(r"\s*([a-zA-Z_-]+)\s*=\s*(.*?)\s*")
_INI = "domjudge-problem.ini"


def read_time_limit(folder: Folder, metadata: Metadata, default: timedelta) -> tuple[timedelta, list[str]]:
    """Return the time limit, and warnings.

    `problem.yaml` wins over `domjudge-problem.ini`, which wins over `.timelimit`. A package without any
    leaves the limit to be inferred from its submissions' times; until it is, a default is taken.

    Raises:
        ProblemError: one of these is no number of seconds.
    """
    given = [
        ("problem.yaml", metadata.time_limit),
        (_INI, _in_ini(folder)),
        (".timelimit", _in_file(folder)),
    ]
    found = [(path, limit) for path, limit in given if limit is not None]
    if not found:
        return default, [f"problem.yaml: no time limit is given, {default.total_seconds():g} s is used"]
    winner, limit = found[0]
    others = [path for path, other in found[1:] if other != limit]
    return limit, [f"{path}: says another time limit than {winner}, which counts" for path in others]


def _in_file(folder: Folder) -> timedelta | None:
    if not folder.has_file(".timelimit"):
        return None
    return _seconds(folder.read_text(".timelimit").strip(), ".timelimit", 1)


def _in_ini(folder: Folder) -> timedelta | None:
    for number, setting in enumerate(_ini_lines(folder), start=1):
        match = _SETTING.fullmatch(setting)
        if match is not None and match[1].lower() == "timelimit":
            return _seconds(match[2].strip("'\""), _INI, number)
    return None


def _ini_lines(folder: Folder) -> list[str]:
    return folder.read_text(_INI).splitlines() if folder.has_file(_INI) else []


def _seconds(text: str, path: str, line: int) -> timedelta:
    seconds = float(text) if _SECONDS.fullmatch(text) else 0.0
    if not 0 < seconds <= LONGEST_TIME_S:
        message = f"the time limit is to be a number of seconds up to {LONGEST_TIME_S:g}, not {text[:40]!r}"
        raise ProblemError(message, path=path, line=line)
    return timedelta(seconds=seconds)
