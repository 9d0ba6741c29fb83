"""Read the test cases of a package: which there are, in which order, and how their output is compared.

Source: Kattis problem package format, 2025-09 and legacy, "Test Data"; judging study 3.1, 3.2.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, Comparison, TestCase
from judgebox.packages.folder import Folder, shown
from judgebox.packages.problem_yaml import Format, Metadata
from judgebox.packages.scoring import points_of_case
from judgebox.packages.validator_flags import parse_validator_flags
from judgebox.packages.yaml_values import Value, read_yaml

MOST_CASES = 10_000
DEEPEST_GROUP = 10
"""How deep groups may lie in one another; links can make a folder contain itself."""

_NAME = re.compile(r"[a-zA-Z0-9_]([a-zA-Z0-9_.-]{0,253})")
_GROUP_FILES = ("test_group.yaml", "testdata.yaml")
_GROUP_KEYS = frozenset(
    [
        "max_score",
        "score_aggregation",
        "static_validation_score",
        "require_pass",
        "args",
        "input_validator_args",
        "static_validator_args",
        "output_validator_args",
        "input_visualizer_args",
        "output_visualizer_args",
        "full_feedback",
    ]
)
_CASE_KEYS = frozenset(
    [
        "args",
        "input_validator_args",
        "output_validator_args",
        "input_visualizer_args",
        "output_visualizer_args",
        "full_feedback",
        "hint",
        "description",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestData:
    """All test cases, samples first.

    Attributes:
        blobs: where the content of inputs and answers lies.
        unsupported, warnings: as in `Problem` and `Package`.
    """

    __test__ = False

    cases: tuple[TestCase, ...]
    blobs: dict[BlobId, Path]
    comparison: Comparison
    unsupported: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Flags:
    """Arguments of the output validator, and where they stand."""

    words: tuple[str, ...] = ()
    place: Value | None = None


@dataclass(slots=True)
class _Found:
    """What the walk over the folders has found so far."""

    metadata: Metadata
    cases: list[tuple[str, _Flags]] = field(default_factory=list)
    unsupported: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    has_groups: bool = False


def read_test_data(folder: Folder, metadata: Metadata) -> TestData:
    """Read `data/sample` and `data/secret`.

    Raises:
        ProblemError: there is no secret case, a case lacks its answer, or a setting is wrong.
    """
    found = _Found(metadata)
    flags, _ = _flags_of_group(folder, "data", _legacy_flags(metadata), found)
    _walk(folder, "data/sample", flags, found)
    samples = len(found.cases)
    found.has_groups = False
    secret_settings = _walk(folder, "data/secret", flags, found)
    if len(found.cases) == samples:
        raise ProblemError(
            "holds no test case: there is to be at least one, a pair of .in and .ans", path="data/secret"
        )
    comparison = _comparison(found, samples)
    points, hindrance = points_of_case(metadata, secret_settings, len(found.cases) - samples, found.has_groups)
    if hindrance is not None:
        found.unsupported.add(hindrance)
    blobs: dict[BlobId, Path] = {}
    cases = []
    for index, (path, _) in enumerate(found.cases):
        case = _read_case(folder, path, visible=index < samples, blobs=blobs)
        cases.append(case if case.visible else replace(case, points=points))
    return TestData(
        cases=tuple(cases),
        blobs=blobs,
        comparison=comparison,
        unsupported=tuple(sorted(found.unsupported)),
        warnings=tuple(found.warnings),
    )


def _walk(folder: Folder, path: str, flags: _Flags, found: _Found, depth: int = 0) -> dict[str, Value]:
    """Find the cases of a folder and of those in it, by name; return the settings of the folder."""
    if depth > DEEPEST_GROUP:
        raise ProblemError(f"lies more than {DEEPEST_GROUP} folders deep", path=path)
    names = folder.names(path)
    flags, settings = _flags_of_group(folder, path, flags, found)
    groups = {name for name in names if folder.has_folder(f"{path}/{name}")}
    cases = {name.removesuffix(".in") for name in names if name.endswith(".in") and name not in groups}
    _check_names(path, names, groups, cases, found)
    is_strict = found.metadata.format is Format.STRICT
    if is_strict and path == "data/secret" and cases and any(not name.endswith(".files") for name in groups):
        raise ProblemError("holds test cases and test groups; it may hold only one kind", path=path)
    for name in sorted(groups | cases):
        if name in cases:
            found.cases.append((f"{path}/{name}", _flags_of_case(folder, f"{path}/{name}", flags, found)))
        elif not name.endswith(".files"):
            found.has_groups = True
            _walk(folder, f"{path}/{name}", flags, found, depth + 1)
    if len(found.cases) > MOST_CASES:
        raise ProblemError(f"holds more than {MOST_CASES} test cases", path=path)
    return settings


def _check_names(path: str, names: list[str], groups: set[str], cases: set[str], found: _Found) -> None:
    strict = found.metadata.format is Format.STRICT
    for name in [*groups, *(f"{case}.in" for case in cases)]:
        if not _NAME.fullmatch(name) or name == ".in":
            raise ProblemError(
                f"the name {shown(name)[:100]!r} is not made of letters, digits, dots, dashes and underscores",
                path=path,
            )
    if strict and groups & cases:
        raise ProblemError(f"a test case and a test group are both called {min(groups & cases)!r}", path=path)
    for name in names:
        case = name.removesuffix(".ans")
        if case != name and case not in cases:
            message = f"{path}/{shown(name)}: there is no {shown(case)}.in to this answer"
            if strict:
                raise ProblemError(message)
            found.warnings.append(message)
    if any(f"{case}.files" in groups for case in cases):
        found.unsupported.add("files beside the input")


def _read_case(folder: Folder, path: str, *, visible: bool, blobs: dict[BlobId, Path]) -> TestCase:
    if not folder.has_file(f"{path}.ans"):
        raise ProblemError("has no answer: a file with the same name that ends in .ans", path=f"{path}.in")
    input_id, blobs_input = folder.hash(f"{path}.in")
    answer_id, blobs_answer = folder.hash(f"{path}.ans")
    blobs[input_id], blobs[answer_id] = blobs_input, blobs_answer
    return TestCase(name=path.removeprefix("data/"), input=input_id, answer=answer_id, visible=visible)


# --- How output is compared --------------------------------------------------------------------


def _legacy_flags(metadata: Metadata) -> _Flags:
    value = metadata.validator_flags
    return _Flags() if value is None else _Flags(tuple(value.text().split()), value)


def _flags_of_group(folder: Folder, path: str, flags: _Flags, found: _Found) -> tuple[_Flags, dict[str, Value]]:
    for name in _GROUP_FILES:
        if folder.has_file(f"{path}/{name}"):
            value = read_yaml(folder, f"{path}/{name}")
            if value is None:
                return flags, {}
            is_strict = found.metadata.format is Format.STRICT and name == "test_group.yaml"
            settings = value.fields_of(_GROUP_KEYS) if is_strict else value.fields()
            return _changed_flags(settings, flags, found), settings
    return flags, {}


def _flags_of_case(folder: Folder, path: str, flags: _Flags, found: _Found) -> _Flags:
    if found.metadata.format is Format.LEGACY or not folder.has_file(f"{path}.yaml"):
        return flags
    value = read_yaml(folder, f"{path}.yaml")
    if value is None:
        return flags
    return _changed_flags(value.fields_of(_CASE_KEYS, unknown=found.warnings), flags, found)


def _changed_flags(settings: dict[str, Value], flags: _Flags, found: _Found) -> _Flags:
    if "args" in settings and settings["args"].texts():
        found.unsupported.add("command-line arguments")
    if "static_validation_score" in settings or "static_validation" in settings:
        found.unsupported.add("static validator")
    if "output_validator_args" in settings:
        value = settings["output_validator_args"]
        words = value.texts() if value.is_list else value.text().split()
        return _Flags(tuple(words), value)
    if "output_validator_flags" in settings:  # legacy: in addition to those of problem.yaml
        value = settings["output_validator_flags"]
        own = _legacy_flags(found.metadata)
        return _Flags((*own.words, *value.text().split()), value)
    return flags


def _comparison(found: _Found, samples: int) -> Comparison:
    """The one comparison of all cases; a custom validator would know what its arguments mean."""
    if not found.metadata.has_default_validator:
        return Comparison()
    parsed: dict[tuple[str, ...], Comparison] = {}
    for _, flags in found.cases:
        if flags.words not in parsed:
            parsed[flags.words] = (
                Comparison() if flags.place is None else parse_validator_flags(flags.words, flags.place)
            )
    secret = {parsed[flags.words] for _, flags in found.cases[samples:]}
    if len(secret) > 1:
        found.unsupported.add("different comparisons in different test groups")
    comparison = parsed[found.cases[samples][1].words]
    if any(parsed[flags.words] != comparison for _, flags in found.cases[:samples]):
        found.warnings.append("data/sample: samples are compared as the secret cases are, not by their own arguments")
    return comparison
