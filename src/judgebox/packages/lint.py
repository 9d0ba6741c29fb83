"""Look for what is wrong or odd with a package: all faults that its files show without running anything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import NOT_GENERATED, BlobId, GradedSubmission, Package, Problem, ProblemLimits, TestCase
from judgebox.packages.expectations import read_submissions
from judgebox.packages.extras import read_extras
from judgebox.packages.folder import Folder
from judgebox.packages.formats import PackageFormat, format_of, read_package
from judgebox.packages.problem_yaml import LEGACY_RULE, Format, Metadata, read_metadata
from judgebox.packages.programs import Reader, language_called, language_of, read_programs
from judgebox.packages.statements import read_statements
from judgebox.packages.test_data import read_test_data
from judgebox.packages.time_limit import read_time_limit

MOST_OF_A_KIND = 5
"""So many findings of one kind are told one by one; the others are counted."""

END_BYTES = 64


_T = TypeVar("_T")


class Severity(StrEnum):
    """An error keeps the problem from being judged as its author means it; a warning may."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong.

    Attributes:
        place: the file and the line, if there is one, as in "problem.yaml:3".
        remedy: what to do about it, where the message does not say it.
    """

    severity: Severity
    message: str
    place: str | None = None
    remedy: str | None = None


def lint(path: Path) -> tuple[Package | None, list[Finding]]:
    """Read a package and return what is wrong with it; None for one that can't be read at all."""
    try:
        package = read_package(path)
    except ProblemError as error:
        return None, _faults_of_parts(path, error)
    findings = [_warning(text) for text in package.warnings]
    findings += [_unsupported(feature) for feature in package.problem.unsupported]
    for look in _LOOKS if not package.to_generate else ():
        found = list(look(package))
        findings += found[:MOST_OF_A_KIND]
        if len(found) > MOST_OF_A_KIND:
            rest = len(found) - MOST_OF_A_KIND
            findings.append(Finding(severity=found[0].severity, message=f"{rest} more like the last one"))
    return package, sorted(findings, key=lambda each: each.severity)


# --- A package that can't be read --------------------------------------------------------------


def _faults_of_parts(path: Path, first: ProblemError) -> list[Finding]:
    """Read the parts of an ICPC package one by one, to find the faults behind the first."""
    faults = {str(first): first}
    if path.is_dir() and format_of(path) is PackageFormat.ICPC:
        folder = Folder(path.resolve())
        metadata = _tried(lambda: read_metadata(folder), faults) or _NO_METADATA
        reader = Reader(folder, {})
        parts: tuple[Callable[[], object], ...] = (
            lambda: read_statements(folder, metadata),
            lambda: read_time_limit(folder, metadata),
            lambda: read_test_data(folder, metadata),
            lambda: read_submissions(folder, metadata),
            lambda: read_extras(folder),
            *(partial(read_programs, reader, directory) for directory in _PROGRAMS),
        )
        for part in parts:
            _tried(part, faults)
    return [_error(fault, path) for fault in faults.values()]


_PROGRAMS = ("output_validator", "output_validators", "input_validators", "static_validator")
_NO_METADATA = Metadata(format=Format.LEGACY, names={}, limits=ProblemLimits(), time_limit=None, time_rule=LEGACY_RULE)


def _tried(part: Callable[[], _T], faults: dict[str, ProblemError]) -> _T | None:
    try:
        return part()
    except ProblemError as error:
        faults.setdefault(str(error), error)
        return None


def _error(error: ProblemError, path: Path) -> Finding:
    place = error.path if error.line is None else f"{error.path}:{error.line}"
    message = str(error).removeprefix(f"{place}: ")
    return Finding(
        severity=Severity.ERROR, message=message, place=str(path) if place is None else place, remedy=_remedy(message)
    )


def _warning(text: str) -> Finding:
    place, colon, message = text.partition(": ")
    if not colon or " " in place:
        place, message = "", text
    return Finding(severity=Severity.WARNING, message=message, place=place or None, remedy=_remedy(message))


_REMEDIES = {
    "no time limit is given": "set limits.time_limit in problem.yaml, or let `judgebox verify` infer it",
    "is unknown": "correct its spelling, or remove it",
    "stands here twice": "remove one of the two",
    "is missing": "add it",
    "can't be read: it is missing or a link to nothing": "restore the file, or remove the link",
    "is not valid UTF-8": "convert the file: iconv -f WINDOWS-1252 -t UTF-8",
    "is not UTF-8": "convert the file: iconv -f WINDOWS-1252 -t UTF-8",
    "this kind of statement can't be shown": "write it in Markdown, as statement/problem.LANGUAGE.md",
    "there is none": "write statement/problem.en.md",
    "its languages (": "give a name in problem.yaml for each language that has a statement, and the other way round",
    "leads out of the package": "replace the link by the file that it leads to",
    "is no regular file": "replace it by a file",
    "left out because of its name": "rename it: letters, digits, dots, dashes and underscores",
    "no extension of a known language": "name the file after its language, or add a script `build` or `run`",
    "the limit is": "make it smaller",
    "is no YAML": "correct the YAML at this line",
    "there is no": "add the file, or remove this one",
    "not in the package": "put the validator's source into output_validators/",
    "says another time limit": "remove one of the two",
}


def _remedy(message: str) -> str | None:
    return next((remedy for words, remedy in _REMEDIES.items() if words in message), None)


def _unsupported(feature: str) -> Finding:
    if feature == NOT_GENERATED:
        message = f"there are {feature}, so a server can't judge the problem"
        return Finding(severity=Severity.WARNING, message=message, remedy="judgebox problem import makes them")
    return Finding(
        severity=Severity.ERROR,
        message=f"the problem can't be judged here: {feature}",
        remedy=_remedy(feature) or "see docs/formats.md for what can be judged",
    )


# --- A package that can be read ----------------------------------------------------------------


def _look_at_submissions(package: Package) -> Iterator[Finding]:
    accepted = [each for each in package.submissions if each.promised == ("AC",)]
    if not accepted:
        remedy = "put a program that solves the problem into submissions/accepted/"
        yield _odd("no submission is promised to be accepted", "submissions/accepted", remedy)
    if not any(each.promised and "AC" not in each.promised for each in package.submissions):
        remedy = "put a program with a likely mistake into submissions/wrong_answer/"
        yield _odd(
            "no submission is promised to be rejected, so nothing shows that the cases find mistakes",
            "submissions",
            remedy,
        )


def _look_at_promises(package: Package) -> Iterator[Finding]:
    for submission in package.submissions:
        if not submission.promised and not submission.expectations:
            remedy = "move it to a folder such as submissions/accepted/, or describe it in submissions/submissions.yaml"
            yield _odd("nothing is promised for this submission", submission.path, remedy)


def _look_at_languages(package: Package) -> Iterator[Finding]:
    allowed = package.problem.languages
    for submission in package.submissions:
        language = language_of_submission(submission)
        if language is None and not package.problem.submit_answer:
            remedy = "name the file after its language; `judgebox languages` lists the extensions"
            yield _odd("no language is known for this submission", submission.path, remedy)
        elif language is not None and allowed is not None and language not in allowed:
            remedy = "add it to languages in problem.yaml, or remove the submission"
            yield _odd(f"the problem does not allow its language, {language}", submission.path, remedy)


def language_of_submission(submission: GradedSubmission) -> str | None:
    """The id of its language; None if it is unknown."""
    if submission.language is not None:
        return language_called(submission.language)
    return language_of(submission.files or {submission.path.rpartition("/")[2]: submission.source})


def _look_at_validators(package: Package) -> Iterator[Finding]:
    if not package.input_validators and package.problem.signature is None:
        remedy = "write input_validators/validate.py: exit with 42 if standard input keeps what the statement promises"
        yield _odd("no program checks the inputs", "input_validators", remedy)


def _look_at_samples(package: Package) -> Iterator[Finding]:
    if not package.problem.samples and package.problem.interactor is None:
        yield _odd("there are no samples", "data/sample", "add data/sample/1.in and data/sample/1.ans")


def _look_at_words(package: Package) -> Iterator[Finding]:
    problem = package.problem
    if problem.license in (None, "unknown"):
        yield _odd("no licence is given", "problem.yaml", "set license, for example to cc by-sa")
    if problem.author is None and problem.source is None:
        yield _odd("neither author nor source is given", "problem.yaml", "set credits or source")


def _look_at_twins(package: Package) -> Iterator[Finding]:
    seen: dict[object, str] = {}
    for case in package.problem.cases:
        if case.visible:
            continue  # many setters have the samples among the secret cases
        key = (case.input, case.arguments, case.files, case.name.rpartition("/")[0])
        first = seen.setdefault(key, case.name)
        if first != case.name:
            yield _odd(f"has the same input as {first}", _input_of(case), "remove one of the two")


def _look_at_sizes(package: Package) -> Iterator[Finding]:
    limit = package.problem.limits.output_bytes
    for case in package.problem.cases:
        size = _size(package, case.answer)
        if size > limit and not _has_own_checker(package.problem):
            remedy = "raise limits.output in problem.yaml"
            yield _odd(f"the answer has {size} bytes, but a program may print only {limit}", _answer_of(case), remedy)
        if size == 0 and not _has_own_checker(package.problem):
            yield _odd("the answer is empty, so a program that prints nothing is right", _answer_of(case), None)


def _look_at_ends(package: Package) -> Iterator[Finding]:
    """Texts without an end of their last line, or with that of Windows, make programs fail that are right."""
    for case in package.problem.cases:
        place = package.blobs[case.input]
        with place.open("rb") as file:
            beginning = file.read(4096)
            file.seek(max(place.stat().st_size - END_BYTES, 0))
            end = file.read(END_BYTES)
        if b"\r\n" in beginning:
            yield _odd("the input has lines that end in CR LF", _input_of(case), "convert it: sed -i 's/\\r$//' FILE")
        elif end and not end.endswith(b"\n"):
            yield _odd("the last line of the input has no end", _input_of(case), "add a line feed at the end")


_LOOKS = (
    _look_at_submissions,
    _look_at_promises,
    _look_at_languages,
    _look_at_validators,
    _look_at_samples,
    _look_at_words,
    _look_at_twins,
    _look_at_sizes,
    _look_at_ends,
)


def _odd(message: str, place: str, remedy: str | None) -> Finding:
    return Finding(severity=Severity.WARNING, message=message, place=place, remedy=remedy)


def _has_own_checker(problem: Problem) -> bool:
    return bool(problem.validators) or problem.interactor is not None


def _size(package: Package, blob: BlobId) -> int:
    return package.blobs[blob].stat().st_size


def _input_of(case: TestCase) -> str:
    return f"data/{case.name}.in"


def _answer_of(case: TestCase) -> str:
    return f"data/{case.name}.ans"
