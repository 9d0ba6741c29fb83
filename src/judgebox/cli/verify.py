"""`judgebox verify`: every graded submission of packages against what its folder promises."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath

import anyio
from rich.console import Console
from rich.text import Text

from judgebox.cli.as_json import seconds_of
from judgebox.cli.local import PackageBlobs, choose_language, local_judging, read_problem
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import (
    make_table,
    open_console,
    print_json,
    printable,
    rerun_mark,
    seconds,
    verdict_text,
)
from judgebox.config import read_languages, read_settings
from judgebox.domain.errors import PlatformError
from judgebox.domain.events import EventKind
from judgebox.domain.problem import GradedSubmission, Package
from judgebox.domain.verdict import CaseResult, Result, Verdict, result_of_cases
from judgebox.languages import Catalog
from judgebox.usecases.judge import Assignment, Judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A graded submission and what came of it.

    Attributes:
        language: its id; None if no language is known by the file's extension.
        result: None if it could not be judged here; `note` then says why.
    """

    submission: GradedSubmission
    language: str | None
    result: Result | None
    note: str | None = None
    failed: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the promise is kept. Where nothing is promised, any verdict about the program does."""
        if self.result is None or self.failed:
            return False
        return not self.submission.promised or self.result.verdict in self.submission.promised

    @property
    def reruns(self) -> str:
        """Which cases came so near the time limit that one run was not enough: a limit to think about."""
        cases = () if self.result is None else self.result.cases
        return "; ".join(f"{case.name} {mark}" for case in cases if (mark := rerun_mark(case)))

    @property
    def slowest(self) -> timedelta:
        cases = () if self.result is None else self.result.cases
        return max((case.cpu_time for case in cases), default=timedelta())


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPackage:
    path: Path
    package: Package
    submissions: tuple[Verified, ...]


def verify_packages(directories: Sequence[Path], *, as_json: bool, allow_weak: bool = False) -> ExitStatus:
    """Verify packages and print a table for each, or one JSON object.

    All packages are read before the first program is judged, so that a broken one is told at once.
    """
    settings = read_settings(allow_weak_isolation=allow_weak or None)
    catalog = read_languages(settings)
    packages = [(directory, read_problem(directory)) for directory in folders_of(directories)]
    console, progress = open_console(), open_console(stderr=True)
    for directory, package in packages:
        for warning in package.warnings:
            print(f"judgebox: {directory}: {printable(warning)}", file=sys.stderr)

    async def verify_all() -> list[VerifiedPackage]:
        verified = []
        blobs = PackageBlobs(*(package for _, package in packages))
        folders = [directory for directory, _ in packages]
        async with local_judging(settings, blobs, folders) as judge:
            for directory, package in packages:
                one = await _verify(directory, package, judge, catalog, progress)
                if not as_json:
                    print_package(console, one)
                verified.append(one)
        return verified

    verified = anyio.run(verify_all)
    if as_json:
        print_json({"packages": [package_as_json(each) for each in verified]})
    else:
        print_summary(console, verified)
    return status_of(verified)


def folders_of(paths: Sequence[Path]) -> Sequence[Path]:
    """Leave out the files that a shell's `problems/*` takes along, and say so.

    Raises:
        UsageError: nothing is left.
    """
    files = [path for path in paths if path.is_file()]
    if len(files) == len(paths):
        raise UsageError(f"{paths[0]} is a file; a problem package is a folder with a problem.yaml in it")
    for path in files:
        print(f"judgebox: {path} is no folder and is passed over", file=sys.stderr)
    return [path for path in paths if path not in files]


async def _verify(path: Path, package: Package, judge: Judge, catalog: Catalog, progress: Console) -> VerifiedPackage:
    verified = []
    for submission in package.submissions:
        with progress.status(Text(f"{path} {submission.path}")) if progress.is_terminal else nullcontext():
            verified.append(await verify_submission(submission, package, judge, catalog))
    return VerifiedPackage(path=path, package=package, submissions=tuple(verified))


async def verify_submission(submission: GradedSubmission, package: Package, judge: Judge, catalog: Catalog) -> Verified:
    """Judge one graded submission. What can't be judged is noted: the others are still worth knowing."""
    language_id = catalog.guess(submission.path)
    try:
        _, language = choose_language(catalog, submission.path)
        source = submission.source.decode()
    except UsageError as error:
        return Verified(submission=submission, language=None, result=None, note=str(error))
    except PlatformError as error:
        return Verified(submission=submission, language=language_id, result=None, note=str(error), failed=True)
    except UnicodeDecodeError:
        note = f"{submission.path} is not valid UTF-8"
        return Verified(submission=submission, language=language_id, result=None, note=note)
    assignment = Assignment(source=source, language=language, problem=package.problem)
    try:
        result = await judge.judge(assignment, _tell_nobody)
    except PlatformError as error:
        result = Result(verdict=Verdict.JUDGE_ERROR, detail=str(error))
    failed = result.verdict is Verdict.JUDGE_ERROR
    return Verified(submission=submission, language=language_id, result=result, note=result.detail, failed=failed)


async def _tell_nobody(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
    return None


def status_of(packages: Sequence[VerifiedPackage]) -> ExitStatus:
    submissions = [each for package in packages for each in package.submissions]
    if any(each.failed for each in submissions):
        return ExitStatus.FAILED
    return ExitStatus.OK if all(each.is_kept for each in submissions) else ExitStatus.NOT_ACCEPTED


def print_package(console: Console, verified: VerifiedPackage) -> None:
    """Print a row for each submission, below the name of the problem."""
    console.print(Text(f"{printable(verified.package.problem.name)} ({verified.path})", style="bold"))
    numbers = ("slowest", "points")
    table = make_table(
        console, "submission", "promised", "verdict", "kept", "slowest", "points", "note", numbers=numbers
    )
    for each in verified.submissions:
        result = each.result
        table.add_row(
            Text(printable(each.submission.path.removeprefix("submissions/"))),
            " ".join(each.submission.promised) or "-",
            verdict_text(None if result is None else result.verdict),
            Text("yes", style="green") if each.is_kept else Text("NO", style="bold red"),
            seconds(each.slowest),
            "-" if result is None or result.score is None else f"{result.score:g}",
            Text(printable(each.note or each.reruns)),
        )
    console.print(table)
    console.print()


def print_summary(console: Console, packages: Sequence[VerifiedPackage]) -> None:
    submissions = [each for package in packages for each in package.submissions]
    kept = sum(each.is_kept for each in submissions)
    console.print(Text(f"{kept} of {len(submissions)} promises kept, in {len(packages)} packages"))


def package_as_json(verified: VerifiedPackage) -> dict[str, object]:
    return {
        "path": str(verified.path),
        "name": verified.package.problem.name,
        "submissions": [_submission_as_json(each, verified.package) for each in verified.submissions],
    }


def _submission_as_json(verified: Verified, package: Package) -> dict[str, object]:
    result = verified.result
    return {
        "path": verified.submission.path,
        "language": verified.language,
        "promised": list(verified.submission.promised),
        "verdict": None if result is None else result.verdict,
        "score": None if result is None else result.score,
        "kept": verified.is_kept,
        "seconds": seconds_of(verified.slowest),
        "groups": [] if result is None else _groups_as_json(result, scores=package.problem.scores),
    }


def _groups_as_json(result: Result, *, scores: bool) -> list[dict[str, object]]:
    """The cases by their folder below `data/`, each folder judged like a submission of its own."""
    groups: dict[str, list[CaseResult]] = {}
    for case in result.cases:
        groups.setdefault(str(PurePosixPath(case.name).parent), []).append(case)
    judged = {name: result_of_cases(cases, scores=scores) for name, cases in groups.items()}
    return [
        {
            "name": name,
            "verdict": Verdict.SKIPPED if _is_skipped(group) else group.verdict,
            "score": group.score,
            "seconds": seconds_of(group.cpu_time),
            "cases": len(group.cases),
        }
        for name, group in judged.items()
    ]


def _is_skipped(group: Result) -> bool:
    return all(case.verdict is Verdict.SKIPPED for case in group.cases)
