"""`judgebox problem new`: a small package, complete in all its parts, to be changed step by step."""

import subprocess
import sys
import uuid
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from judgebox.cli.status import ExitStatus, UsageError
from judgebox.domain.errors import PlatformError, ProblemError
from judgebox.packages import problem_id_of

_GENERATOR = "generators/generate.py"
_GENERATE_WITHIN_S = 60


def make_package(name: str, *, into: Path, is_function: bool) -> ExitStatus:
    """Write a package to a new folder.

    Raises:
        UsageError: the name can't be that of a problem, or there is such a folder already.
        PlatformError: the cases can't be generated.
    """
    try:
        problem_id = problem_id_of(name)
    except ProblemError as error:
        raise UsageError(str(error)) from error
    folder = into / problem_id
    if folder.exists():
        raise UsageError(f"{folder} is there already")
    template = "judgebox.functions" if is_function else "judgebox.cli.problem"
    _write_template(resources.files(template) / "template", folder, problem_id)
    print(f"{folder}: next, verify it: judgebox verify {folder}")
    return ExitStatus.OK


def _write_template(template: Traversable, folder: Path, name: str) -> None:
    title = name.replace("-", " ").replace("_", " ").title()
    values = {"title": title, "uuid": str(uuid.uuid4())}
    _copy(template, folder, values)
    try:
        subprocess.run(
            [sys.executable, str(folder / _GENERATOR)],
            check=True,
            capture_output=True,
            timeout=_GENERATE_WITHIN_S,
        )
    except subprocess.SubprocessError as error:
        raise PlatformError(f"{folder / _GENERATOR} could not write the cases: {error}") from error


def _copy(source: Traversable, place: Path, values: dict[str, str]) -> None:
    place.mkdir(parents=True)
    for each in source.iterdir():
        if each.is_dir():
            if each.name != "__pycache__":
                _copy(each, place / each.name, values)
            continue
        text = each.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace("{{" + name + "}}", value)
        (place / each.name).write_text(text, encoding="utf-8")
