"""What judging depends on and the ICPC format has no words for: `judgebox.json`, at the top of a package.

We write it when a package of another format becomes one of this format. Other judges don't look at it, so each
thing in it is one that they will judge differently. It names cases, programs and submissions by their paths.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from judgebox.domain.errors import ProblemError
from judgebox.domain.expectation import Expectation
from judgebox.domain.problem import (
    Calling,
    Comparison,
    Package,
    Preset,
    Problem,
    ProblemLimits,
    Program,
    TestCase,
    TimeRule,
    version_of,
)
from judgebox.domain.scoring import TestGroup
from judgebox.packages.folder import Folder

FILE = "judgebox.json"
MOST_BYTES = 8 * 1024 * 1024

DEEPEST_GROUP = 20

_CASE = "case:"
"""Stands before the name of a case where a group requires it: a group may have the same name."""


_T = TypeVar("_T")


class _Extra(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Fields that are unset are as the package says without."""


_E = TypeVar("_E", bound=_Extra)


class ExtraCase(_Extra, frozen=True):
    points: float | UnsetType | None = UNSET
    comparison: Comparison | UnsetType | None = UNSET
    checker_arguments: tuple[str, ...] | UnsetType = UNSET
    arguments: tuple[str, ...] | UnsetType = UNSET


class ExtraProgram(_Extra, frozen=True):
    calling: Calling | UnsetType = UNSET
    language: str | UnsetType | None = UNSET
    entry: str | UnsetType | None = UNSET
    arguments: tuple[str, ...] | UnsetType = UNSET


class ExtraSubmission(_Extra, frozen=True):
    promised: tuple[str, ...] | UnsetType = UNSET
    promised_score: tuple[float, float] | UnsetType | None = UNSET
    expectations: tuple[Expectation, ...] | UnsetType = UNSET
    counts_for_time: bool | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    entry: str | UnsetType | None = UNSET


class Extras(_Extra, frozen=True):
    """All of the file. `groups` is a tree with names of cases in the place of their indexes.

    Attributes:
        interactor: the path of the program that talks with the submission; the other validators then check.
    """

    limits: ProblemLimits | UnsetType = UNSET
    comparison: Comparison | UnsetType = UNSET
    preset: Preset | UnsetType | None = UNSET
    scores: bool | UnsetType = UNSET
    groups: dict[str, Any] | UnsetType | None = UNSET
    interactor: str | UnsetType = UNSET
    passes: int | UnsetType = UNSET
    submit_answer: bool | UnsetType = UNSET
    input_file: str | UnsetType | None = UNSET
    output_file: str | UnsetType | None = UNSET
    time_factors: dict[str, float] | UnsetType = UNSET
    memory_factors: dict[str, float] | UnsetType = UNSET
    unsupported: tuple[str, ...] | UnsetType = UNSET
    input_arguments: dict[str, dict[str, tuple[str, ...]]] | UnsetType = UNSET
    time_is_inferred: bool | UnsetType = UNSET
    time_rule: TimeRule | UnsetType = UNSET
    cases: dict[str, ExtraCase] = {}
    programs: dict[str, ExtraProgram] = {}
    submissions: dict[str, ExtraSubmission] = {}

    @property
    def want_grader(self) -> bool:
        """Whether a grader of the author judges a group."""
        waiting: list[Any] = [] if isinstance(self.groups, UnsetType) else [self.groups]
        while waiting:
            group = waiting.pop()
            if isinstance(group, dict) and group.get("grader_arguments") is not None:
                return True
            members = group.get("members") if isinstance(group, dict) else None
            waiting.extend(members if isinstance(members, list) else [])
        return False


_OF_PROBLEM = (
    "limits",
    "comparison",
    "preset",
    "scores",
    "passes",
    "submit_answer",
    "input_file",
    "output_file",
    "time_factors",
    "memory_factors",
    "unsupported",
)
_OF_PACKAGE = ("input_arguments", "time_is_inferred", "time_rule")


def read_extras(folder: Folder) -> Extras | None:
    """Read the file; None if there is none.

    Raises:
        ProblemError: it can't be read, or says what it can't.
    """
    if not folder.has_file(FILE):
        return None
    place = folder.file(FILE)
    if place.stat().st_size > MOST_BYTES:
        raise ProblemError(f"has more than {MOST_BYTES} bytes", path=FILE)
    try:
        return msgspec.json.decode(place.read_bytes(), type=Extras)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:  # ValidationError is a DecodeError
        raise ProblemError(f"is not as it is to be: {error}", path=FILE) from error


def with_extras(package: Package, extras: Extras) -> Package:
    """Return the package with what the file says.

    Raises:
        ProblemError: it names a case, program or submission that is not there.
    """
    problem = package.problem
    _check_names(extras.cases, (case.name for case in problem.cases), "case")
    _check_names(extras.submissions, (each.path for each in package.submissions), "submission")
    _check_names(extras.programs, (program.name for program in programs_of(package)), "program")
    problem = replace(problem, cases=tuple(_changed(case, extras.cases.get(case.name)) for case in problem.cases))
    problem = replace(_changed_fields(problem, extras, _OF_PROBLEM), **_programs(problem, extras))
    if extras.groups is not UNSET:
        groups = None if extras.groups is None else _tree(extras.groups, problem.cases)
        problem = replace(problem, groups=groups)
    submissions = tuple(_changed(each, extras.submissions.get(each.path)) for each in package.submissions)
    validators = tuple(_changed(each, extras.programs.get(each.name)) for each in package.input_validators)
    package = replace(package, problem=replace(problem, version=version_of(problem)), submissions=submissions)
    return replace(_changed_fields(package, extras, _OF_PACKAGE), input_validators=validators)


def programs_of(package: Package) -> tuple[Program, ...]:
    """All programs of the author in a package."""
    problem = package.problem
    single = (problem.interactor, problem.static_validator, problem.grader)
    return (*problem.validators, *(each for each in single if each is not None), *package.input_validators)


def _check_names(named: Mapping[str, object], known: Any, kind: str) -> None:
    unknown = sorted(named.keys() - set(known))
    if unknown:
        raise ProblemError(f"there is no {kind} {unknown[0][:100]!r}", path=FILE)


def _programs(problem: Problem, extras: Extras) -> dict[str, Any]:
    """The programs that judge, changed and given their parts."""
    found = [each for each in (problem.interactor, *problem.validators) if each is not None]
    changed = [_changed(each, extras.programs.get(each.name)) for each in found]
    interactor = changed[0] if problem.interactor is not None else None
    if extras.interactor is not UNSET:
        _check_names({extras.interactor: None}, (each.name for each in changed), "program")
        interactor = next(each for each in changed if each.name == extras.interactor)
    static, grader = problem.static_validator, problem.grader
    return {
        "interactor": interactor,
        "validators": tuple(each for each in changed if each is not interactor),
        "static_validator": None if static is None else _changed(static, extras.programs.get(static.name)),
        "grader": None if grader is None else _changed(grader, extras.programs.get(grader.name)),
    }


def _changed(thing: _T, extra: _Extra | None) -> _T:
    return thing if extra is None else _changed_fields(thing, extra, extra.__struct_fields__)


def _changed_fields(thing: _T, extra: _Extra, names: Iterable[str]) -> _T:
    said = {name: value for name in names if (value := getattr(extra, name)) is not UNSET}
    return replace(thing, **said)  # type: ignore[type-var]  # all that come here are dataclasses


def _tree(record: dict[str, Any], cases: Sequence[TestCase]) -> TestGroup:
    """Make the tree of groups of its record, in which cases are named."""
    indexes = {case.name: index for index, case in enumerate(cases)}
    try:
        return msgspec.convert(_by_index(record, indexes, 0), TestGroup)
    except KeyError as error:
        raise ProblemError(f"a group has a case {str(error.args[0])[:100]!r}, which is not there", path=FILE) from error
    except (msgspec.ValidationError, TypeError, AttributeError) as error:
        raise ProblemError(f"groups are not as they are to be: {error}", path=FILE) from error


def _by_index(record: dict[str, Any], indexes: Mapping[str, int], depth: int) -> dict[str, Any]:
    if depth > DEEPEST_GROUP:
        raise ProblemError(f"groups lie more than {DEEPEST_GROUP} deep in one another", path=FILE)
    members = [
        indexes[member] if isinstance(member, str) else _by_index(member, indexes, depth + 1)
        for member in record.get("members", [])
    ]
    requires = [
        indexes[name.removeprefix(_CASE)] if name.startswith(_CASE) else name for name in record.get("requires", [])
    ]
    return {**record, "members": members, "requires": requires}


# --- Writing -----------------------------------------------------------------------------------


def encode_extras(extras: Extras) -> bytes:
    return msgspec.json.format(msgspec.json.encode(extras), indent=2) + b"\n"


def extras_of(wanted: Package, found: Package) -> Extras:
    """Return what is to be said so that a package that was read becomes the one that is wanted.

    Args:
        wanted: with the paths of what was written.
        found: what is read without extras. It has the same cases and submissions, and the same programs but a grader.
    """
    problem = wanted.problem
    said: dict[str, Any] = {
        **_differing(problem, found.problem, _OF_PROBLEM),
        **_differing(wanted, found, _OF_PACKAGE if wanted.time_is_inferred else _OF_PACKAGE[:-1]),
        "cases": _of_each(problem.cases, found.problem.cases, ExtraCase, "name"),
        "programs": _of_each(programs_of(wanted), programs_of(found), ExtraProgram, "name"),
        "submissions": _of_each(wanted.submissions, found.submissions, ExtraSubmission, "path"),
    }
    if problem.groups != found.problem.groups:
        said["groups"] = None if problem.groups is None else _record(problem.groups, problem.cases)
    if problem.interactor is not None and problem.validators:
        said["interactor"] = problem.interactor.name
    return Extras(**said)


def _differing(wanted: object, found: object, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(wanted, name) for name in names}
    return {name: value for name, value in values.items() if value != getattr(found, name, UNSET)}


_NOTHING = object()


def _of_each(wanted: Iterable[Any], found: Iterable[Any], extra: type[_E], key: str) -> dict[str, _E]:
    by_name = {getattr(each, key): each for each in found}
    differing = {
        name: _differing(each, by_name.get(name, _NOTHING), extra.__struct_fields__)
        for each in wanted
        if (name := getattr(each, key))
    }
    return {name: extra(**values) for name, values in differing.items() if values}


def _record(group: TestGroup, cases: Sequence[TestCase]) -> dict[str, Any]:
    record: dict[str, Any] = msgspec.to_builtins(replace(group, members=(), requires=()))
    members = [cases[each].name if isinstance(each, int) else _record(each, cases) for each in group.members]
    requires = [_CASE + cases[each].name if isinstance(each, int) else each for each in group.requires]
    defaults = msgspec.to_builtins(TestGroup(name=group.name))
    return {
        **{key: value for key, value in record.items() if key == "name" or value != defaults[key]},
        **({"requires": requires} if requires else {}),
        "members": members,
    }
