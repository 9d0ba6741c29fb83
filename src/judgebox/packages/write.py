"""Write a package that was read from any format as one of the ICPC format, 2025-09 or legacy.

How it works: everything gets its path first. Then the files of the format are written, and read again; what the
format has no words for shows as a difference, and is written to `judgebox.json`, which we alone read. So what
comes out is judged here as what went in, and what others will judge differently is told.
"""

import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, GradedSubmission, Package, PackagedFile, Problem, Program
from judgebox.packages.extras import FILE, Extras, ExtraSubmission, encode_extras, extras_of, programs_of
from judgebox.packages.formats import ARCHIVES
from judgebox.packages.icpc import SIGNATURE, read_icpc
from judgebox.packages.problem_yaml import LEGACY_RULE, LICENSES, MIB, MODERN_RULE
from judgebox.packages.write_data import write_data
from judgebox.packages.write_places import placed
from judgebox.packages.write_promises import promises_of

CODES = {"python": "python3"}
"""Codes of the format for languages that we call differently."""

_STEADY_DATE = (1980, 1, 1, 0, 0, 0)
"""Of all files in an archive, so that the same package gives the same bytes."""


class WrittenFormat(StrEnum):
    MODERN = "2025-09"
    LEGACY = "legacy"


def write_package(package: Package, into: Path, kind: WrittenFormat = WrittenFormat.MODERN) -> tuple[str, ...]:
    """Write a package to a new folder, or to a new archive if the name ends as that of one.

    Returns:
        Sentences on what other judges will not see as it was.

    Raises:
        ProblemError: the package lacks test cases that are still to be generated, or there is something already.
        OSError: it can't be written there.
    """
    if package.to_generate:
        count = len(package.to_generate)
        raise ProblemError(f"{count} test cases are still to be generated, so the package can't be written")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise ProblemError("is there already; a package is written to a new place", path=str(into))
    if into.suffix.lower() not in ARCHIVES:
        return _write_folder(package, into, kind)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / into.stem
        notes = _write_folder(package, folder, kind)
        _pack(folder, into)
    return notes


def _write_folder(package: Package, root: Path, kind: WrittenFormat) -> tuple[str, ...]:
    is_legacy = kind is WrittenFormat.LEGACY
    wanted = placed(package, is_legacy=is_legacy)
    writer = _Writer(root, wanted.blobs)
    root.mkdir(parents=True, exist_ok=True)
    settings = _legacy_settings(wanted) if is_legacy else _modern_settings(wanted)
    writer.text("problem.yaml", dump_yaml(settings))
    if is_legacy and not wanted.time_is_inferred:
        limit = _number(wanted.problem.limits.time_limit)
        writer.text(".timelimit", f"{limit}\n")
        writer.text("domjudge-problem.ini", f"timelimit = {limit}\n")
    _write_statements(writer, wanted.problem, "problem_statement" if is_legacy else "statement")
    write_data(wanted, writer.text, writer.blob, is_legacy=is_legacy)
    _write_programs(writer, wanted)
    _write_submissions(writer, wanted.submissions, is_legacy=is_legacy, scores=wanted.problem.scores)
    found = read_icpc(root.resolve(), wanted.problem.id)
    extras = extras_of(wanted, found)
    if extras != Extras():
        (root / FILE).write_bytes(encode_extras(extras))
    return (*_notes_on(extras), *_renamed(package, wanted))


class _Writer:
    """Writes files below a folder."""

    def __init__(self, root: Path, blobs: Mapping[BlobId, Path]) -> None:
        self._root, self._blobs = root, blobs

    def text(self, path: str, content: str) -> None:
        self.content(path, content.encode())

    def content(self, path: str, content: bytes) -> None:
        self._place(path).write_bytes(content)

    def blob(self, path: str, blob: BlobId, *, executable: bool = False) -> None:
        place = self._place(path)
        shutil.copyfile(self._blobs[blob], place)
        place.chmod(0o755 if executable else 0o644)

    def files(self, directory: str, files: Iterable[PackagedFile]) -> None:
        for file in files:
            self.blob(f"{directory}/{file.name}", file.content, executable=file.executable)

    def _place(self, path: str) -> Path:
        place = self._root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def dump_yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


# --- problem.yaml ------------------------------------------------------------------------------


def _modern_settings(package: Package) -> dict[str, Any]:
    problem = package.problem
    types = [
        name
        for name, is_so in (
            ("scoring", problem.scores),
            ("multi-pass", problem.passes > 1),
            ("interactive", problem.interactor is not None),
            ("submit-answer", problem.submit_answer),
        )
        if is_so
    ]
    settings: dict[str, Any] = {
        "problem_format_version": "2025-09",
        "type": types[0] if len(types) == 1 else types or "pass-fail",
        "name": dict(problem.names),
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"judgebox:{problem.id}")),
    }
    if problem.author is not None:
        settings["credits"] = {"authors": problem.author.split(", ")}
    if problem.source is not None:
        settings["source"] = problem.source.split(", ")
    settings["license"] = problem.license if problem.license in LICENSES else "unknown"
    if problem.keywords:
        settings["keywords"] = list(problem.keywords)
    if problem.languages is not None:
        settings["languages"] = [CODES.get(language, language) for language in problem.languages]
    rule = package.time_rule
    limits: dict[str, Any] = {} if package.time_is_inferred else {"time_limit": _number(problem.limits.time_limit)}
    if (rule.ac_to_limit, rule.limit_to_tle) != (MODERN_RULE.ac_to_limit, MODERN_RULE.limit_to_tle):
        limits["time_multipliers"] = {"ac_to_time_limit": rule.ac_to_limit, "time_limit_to_tle": rule.limit_to_tle}
    if rule.resolution != MODERN_RULE.resolution:
        limits["time_resolution"] = _number(rule.resolution)
    settings["limits"] = limits | _common_limits(problem)
    return settings


def _legacy_settings(package: Package) -> dict[str, Any]:
    problem = package.problem
    is_custom = bool(problem.validators) or problem.interactor is not None
    validation = ["custom" if is_custom else "default"]
    if problem.interactor is not None:
        validation.append("interactive")
    if problem.passes > 1:
        validation.append("multi-pass")
    if is_custom and problem.scores:
        validation.append("score")
    names = dict(problem.names)
    settings: dict[str, Any] = {
        "problem_format_version": "legacy",
        "name": names["en"] if names.keys() == {"en"} else names,
        "type": "scoring" if problem.scores else "pass-fail",
        "validation": " ".join(validation),
    }
    for key in ("author", "source", "license"):
        if getattr(problem, key) is not None:
            settings[key] = getattr(problem, key)
    if problem.keywords:
        settings["keywords"] = " ".join(keyword.replace(" ", "-") for keyword in problem.keywords)
    if problem.languages is not None:
        settings["languages"] = " ".join(CODES.get(language, language) for language in problem.languages)
    rule = package.time_rule
    multipliers: dict[str, Any] = {}
    if package.time_is_inferred and rule != LEGACY_RULE:
        multipliers = {"time_multiplier": rule.ac_to_limit, "time_safety_margin": rule.limit_to_tle}
    settings["limits"] = multipliers | _common_limits(problem)
    return settings


def _common_limits(problem: Problem) -> dict[str, Any]:
    """The limits with the same words in both formats, in whole MiB and KiB: what does not fit is an extra."""
    limits = problem.limits
    found: dict[str, Any] = {
        "memory": _up(limits.memory_bytes, MIB),
        "output": _up(limits.output_bytes, MIB),
        "compilation_time": _number(limits.compile_time),
        "compilation_memory": _up(limits.compile_memory_bytes, MIB),
        "validation_time": _number(limits.validation_time),
        "validation_memory": _up(limits.validation_memory_bytes, MIB),
        "validation_output": _up(limits.validation_output_bytes, MIB),
    }
    if limits.source_bytes is not None:
        found["code"] = _up(limits.source_bytes, 1024)
    if problem.passes > 1:
        found["validation_passes"] = problem.passes
    return found


def _up(size: int, unit: int) -> int:
    return max(-(-size // unit), 1)


def _number(duration: timedelta) -> float:
    seconds = duration.total_seconds()
    return int(seconds) if seconds == int(seconds) else seconds


# --- The other files ---------------------------------------------------------------------------


def _write_statements(writer: _Writer, problem: Problem, directory: str) -> None:
    for language, text in problem.statements.items():
        writer.text(f"{directory}/problem.{language}.md", text)
    if problem.signature is not None:
        writer.text(SIGNATURE, problem.signature)


def _write_programs(writer: _Writer, package: Package) -> None:
    for program in programs_of(package):
        _write_program(writer, program)
    for language, files in package.problem.includes.items():
        writer.files(f"include/{CODES.get(language, language)}", files)


def _write_program(writer: _Writer, program: Program) -> None:
    if len(program.files) == 1 and program.name.endswith(f"/{program.files[0].name}"):
        file = program.files[0]
        writer.blob(program.name, file.content, executable=file.executable)
    else:
        writer.files(program.name, program.files)


def _write_submissions(
    writer: _Writer, submissions: Iterable[GradedSubmission], *, is_legacy: bool, scores: bool
) -> None:
    said: dict[str, Any] = {}
    for submission in submissions:
        if submission.files:
            for name, content in submission.files.items():
                writer.content(f"{submission.path}/{name}", content)
        else:
            writer.content(submission.path, submission.source)
        promises = promises_of(submission, scores=scores)
        if promises:
            said[submission.path.removeprefix("submissions/")] = promises
    if said and not is_legacy:
        writer.text("submissions/submissions.yaml", dump_yaml(said))


# --- What is not as it was ---------------------------------------------------------------------

_WORDS = {
    "preset": "the checker",
    "groups": "how test groups are scored",
    "interactor": "that one program talks with the submission and another one checks",
    "input_arguments": "arguments of input validators",
    "input_file": "the name of the input file",
    "output_file": "the name of the output file",
    "time_factors": "time limits by language",
    "memory_factors": "memory limits by language",
    "limits": "limits that are no whole number of their unit",
    "comparison": "how outputs are compared",
    "time_rule": "how the time limit is inferred",
    "cases": "settings of single test cases",
    "programs": "how programs of the package are compiled and called",
    "submissions": "promises for submissions",
}


def _notes_on(extras: Extras) -> list[str]:
    notes = [
        f"{FILE}: {words}: the format can't say all of it, so other judges may judge differently"
        for key, words in _WORDS.items()
        if getattr(extras, key) != getattr(Extras(), key) and not (key == "submissions" and _is_silent(extras))
    ]
    if isinstance(extras.unsupported, tuple):
        notes += [f"{FILE}: {feature}: can't be judged" for feature in extras.unsupported]
    return notes


def _is_silent(extras: Extras) -> bool:
    """Whether promises for submissions differ only in what is expected of single cases, not of the whole."""
    return all(each == ExtraSubmission(expectations=each.expectations) for each in extras.submissions.values())


def _renamed(package: Package, wanted: Package) -> list[str]:
    before = {case.name for case in package.problem.cases}
    renamed = [case.name for case in wanted.problem.cases if case.name not in before]
    if not renamed:
        return []
    return [f"data/{renamed[0]}: renamed, as are {len(renamed) - 1} other cases: the format orders them by name"]


def _pack(folder: Path, archive: Path) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "x", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(Path(folder.name) / path.relative_to(folder)), _STEADY_DATE)
                entry.external_attr = (0o100755 if path.stat().st_mode & 0o111 else 0o100644) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                with path.open("rb") as source, packed.open(entry, "w") as target:
                    shutil.copyfileobj(source, target)
