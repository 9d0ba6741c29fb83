"""Find the time limit of a package: in its settings, or in the files that other judges have for it."""

import re
from datetime import timedelta

from judgebox.domain.errors import ProblemError
from judgebox.packages.domjudge_ini import INI, domjudge_settings
from judgebox.packages.folder import Folder
from judgebox.packages.problem_yaml import LONGEST_TIME_S, PATH, Metadata

_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{0,9})?|\.[0-9]{1,9}")
_FILE = ".timelimit"


def read_time_limit(folder: Folder, metadata: Metadata) -> tuple[timedelta | None, list[str]]:
    """Return the time limit, and warnings; None if there is none and it is to be inferred.

    `problem.yaml` wins over `domjudge-problem.ini`, which wins over `.timelimit`.

    Raises:
        ProblemError: one of these is no number of seconds.
    """
    given = [(PATH, metadata.time_limit), (INI, _in_ini(folder)), (_FILE, _in_file(folder))]
    found = [(path, limit) for path, limit in given if limit is not None]
    if not found:
        default = f"{metadata.limits.time_limit.total_seconds():g} s"
        return None, [f"{PATH}: no time limit is given; {default} is used where it is not inferred"]
    winner, limit = found[0]
    others = [path for path, other in found[1:] if other != limit]
    return limit, [f"{path}: says another time limit than {winner}, which counts" for path in others]


def _in_file(folder: Folder) -> timedelta | None:
    if not folder.has_file(_FILE):
        return None
    return _seconds(folder.read_text(_FILE).strip(), _FILE, 1)


def _in_ini(folder: Folder) -> timedelta | None:
    setting = domjudge_settings(folder).time_limit
    return None if setting is None else _seconds(setting[0], INI, setting[1])


def _seconds(text: str, path: str, line: int) -> timedelta:
    seconds = float(text) if _SECONDS.fullmatch(text) else 0.0
    if not 0 < seconds <= LONGEST_TIME_S:
        message = f"the time limit is to be a number of seconds up to {LONGEST_TIME_S:g}, not {text[:40]!r}"
        raise ProblemError(message, path=path, line=line)
    return timedelta(seconds=seconds)
