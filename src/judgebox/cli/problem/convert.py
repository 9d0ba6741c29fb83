"""`judgebox problem import` and `export`: packages from one format into another."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from judgebox.cli.local import read_problem
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import print_json, printable
from judgebox.config import read_settings
from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Package, ProblemId
from judgebox.packages import problem_id_of
from judgebox.packages.write import WrittenFormat, write_package


def import_package(path: Path, *, into: Path, name: str | None, as_json: bool) -> ExitStatus:
    """Write a package of any format as one of 2025-09 in a folder of its own.

    Raises:
        UsageError: it is broken, or there is a folder of its name already.
    """
    package = read_problem(path, read_settings())
    if name is not None:
        package = _named(package, name)
    return _write(package, into / package.problem.id, WrittenFormat.MODERN, as_json=as_json)


def export_package(path: Path, *, out: Path, kind: str, as_json: bool) -> ExitStatus:
    """Write a package to a new folder or archive; raises as `import_package`."""
    return _write(read_problem(path, read_settings()), out, WrittenFormat(kind), as_json=as_json)


def _named(package: Package, name: str) -> Package:
    try:
        problem_id: ProblemId = problem_id_of(name)
    except ProblemError as error:
        raise UsageError(str(error)) from error
    return replace(package, problem=replace(package.problem, id=problem_id))


def _write(package: Package, out: Path, kind: WrittenFormat, *, as_json: bool) -> ExitStatus:
    try:
        notes = write_package(package, out, kind)
    except ProblemError as error:
        raise UsageError(str(error)) from error
    problem = package.problem
    if as_json:
        print_json(
            {
                "problem": problem.id,
                "path": str(out),
                "read": package.format,
                "written": kind.value,
                "cases": len(problem.cases),
                "submissions": len(package.submissions),
                "warnings": package.warnings,
                "unsupported": problem.unsupported,
                "notes": notes,
            }
        )
        return ExitStatus.OK
    _report("not understood", problem.unsupported)
    _report("read", package.warnings)
    _report("written", notes)
    counts = f"{len(problem.cases)} cases, {len(package.submissions)} submissions"
    print(f"{out}: {printable(problem.name)}, {counts}, from {package.format} as {kind.value}")
    return ExitStatus.OK


def _report(kind: str, sentences: Sequence[str]) -> None:
    for sentence in sentences:
        print(f"{kind}: {printable(sentence)}", file=sys.stderr)
