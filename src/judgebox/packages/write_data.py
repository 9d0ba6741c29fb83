"""Write the test data of a package: cases, their settings, and those of their groups."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import yaml

from judgebox.domain.problem import BlobId, Package, Problem, TestCase
from judgebox.domain.scoring import SAMPLE, Aggregation, TestGroup, VerdictRule
from judgebox.packages.test_data import ANY_VALIDATOR
from judgebox.packages.validator_flags import flags_of

_NEAREST = {
    "exact": ("case_sensitive", "space_change_sensitive"),
    "lcmp": ("case_sensitive",),
    "wcmp": ("case_sensitive",),
    "tokens": ("case_sensitive",),
    "fcmp": ("case_sensitive", "space_change_sensitive"),
    "dmoj-identical": ("case_sensitive", "space_change_sensitive"),
    "dmoj-standard": ("case_sensitive",),
    "rcmp": ("float_absolute_tolerance", "1.5e-6"),
    "rcmp4": ("float_tolerance", "1e-4"),
    "rcmp6": ("float_tolerance", "1e-6"),
    "rcmp9": ("float_tolerance", "1e-9"),
    "dmoj-floats": ("float_tolerance", "1e-6"),
}
"""What comes nearest to our checkers, for judges that don't have them."""

_MODERN_AGGREGATIONS = (Aggregation.PASS_FAIL, Aggregation.SUM, Aggregation.MIN)


class WriteText(Protocol):
    def __call__(self, path: str, content: str) -> None: ...


class WriteBlob(Protocol):
    def __call__(self, path: str, blob: BlobId, *, executable: bool = False) -> None: ...


def write_data(package: Package, write_text: WriteText, write_blob: WriteBlob, *, is_legacy: bool) -> None:
    """Write `data`: what its files can't say about scoring is left to whoever compares."""
    problem = package.problem
    settings = _legacy_settings(problem) if is_legacy else _modern_settings(problem)
    for directory, words in _arguments(problem).items():
        if words:
            key = "output_validator_flags" if is_legacy else "output_validator_args"
            settings.setdefault(directory, {})[key] = " ".join(words) if is_legacy else words
    if is_legacy:
        for directory, flags in _arguments_for_inputs(package).items():
            settings.setdefault(directory, {})["input_validator_flags"] = " ".join(flags)
    for directory, fields in settings.items():
        if fields:
            name = "testdata.yaml" if is_legacy else "test_group.yaml"
            write_text(f"{directory}/{name}", yaml.safe_dump(fields, sort_keys=False))
    common = _arguments(problem)
    for case in problem.cases:
        write_blob(f"data/{case.name}.in", case.input)
        write_blob(f"data/{case.name}.ans", case.answer)
        for file in case.files:
            write_blob(f"data/{case.name}.files/{file.name}", file.content, executable=file.executable)
        own = _case_settings(package, case, common[_directory(case)])
        if own and not is_legacy:
            write_text(f"data/{case.name}.yaml", yaml.safe_dump(own, sort_keys=False))
    for case in package.invalid_inputs:
        write_blob(f"data/{case.name}.in", case.input)


def _directory(case: TestCase) -> str:
    return f"data/{case.name}".rpartition("/")[0]


def _case_settings(package: Package, case: TestCase, common: list[str]) -> dict[str, Any]:
    problem = package.problem
    settings: dict[str, Any] = {}
    if case.arguments:
        settings["args"] = list(case.arguments)
    if _words(problem, case) != common:
        settings["output_validator_args"] = _words(problem, case)
    for_inputs = package.input_arguments.get(case.name, {})
    if for_inputs.keys() == {ANY_VALIDATOR}:
        settings["input_validator_args"] = list(for_inputs[ANY_VALIDATOR])
    elif for_inputs:
        settings["input_validator_args"] = {name: list(words) for name, words in for_inputs.items()}
    return settings


def _arguments(problem: Problem) -> dict[str, list[str]]:
    """The arguments of the checker by directory: those that most of its cases have."""
    counts: dict[str, Counter[tuple[str, ...]]] = {}
    for case in problem.cases:
        counts.setdefault(_directory(case), Counter())[tuple(_words(problem, case))] += 1
    return {directory: list(counter.most_common(1)[0][0]) for directory, counter in counts.items()}


def _arguments_for_inputs(package: Package) -> dict[str, tuple[str, ...]]:
    """The arguments of input validators by directory, where all of its cases have the same for all validators."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for case in package.problem.cases:
        said = package.input_arguments.get(case.name, {})
        words = said[ANY_VALIDATOR] if said.keys() == {ANY_VALIDATOR} else ()
        found.setdefault(_directory(case), set()).add(words)
    return {directory: next(iter(words)) for directory, words in found.items() if len(words) == 1 and words != {()}}


def _words(problem: Problem, case: TestCase) -> list[str]:
    if problem.validators or problem.interactor is not None:
        return list(case.checker_arguments)
    if problem.preset is not None:
        return list(_NEAREST.get(problem.preset.name, ()))
    return flags_of(case.comparison or problem.comparison)


# --- Scoring -----------------------------------------------------------------------------------


def _groups_with_folders(problem: Problem) -> Iterator[tuple[str, TestGroup]]:
    """The groups that have a folder, which is where their settings lie."""
    folders = {"data"}
    for case in problem.cases:
        parts = f"data/{case.name}".split("/")
        folders |= {"/".join(parts[:count]) for count in range(1, len(parts))}
    waiting = [problem.groups] if problem.groups is not None else []
    while waiting:
        group = waiting.pop()
        waiting.extend(group.groups)
        directory = f"data/{group.name}".rstrip("/")
        if directory in folders:
            yield directory, group


def _modern_settings(problem: Problem) -> dict[str, dict[str, Any]]:
    settings: dict[str, dict[str, Any]] = {}
    if not problem.scores:
        return settings
    found = dict(_groups_with_folders(problem))
    if "data/secret" not in found and "data" in found:
        found["data/secret"] = found["data"]
    for directory, group in found.items():
        if not directory.startswith("data/secret"):
            continue
        fields: dict[str, Any] = {}
        if group.max_score is None:
            fields["max_score"] = "unbounded"
        elif group.max_score == int(group.max_score):
            fields["max_score"] = int(group.max_score)
        if group.aggregation in _MODERN_AGGREGATIONS:
            fields["score_aggregation"] = group.aggregation.value
        requires = [str(name) for name in group.requires if _may_be_required(name, found)]
        if requires:
            fields["require_pass"] = requires
        settings[directory] = fields
    return settings


def _may_be_required(name: str | int, groups: Mapping[str, TestGroup]) -> bool:
    """Whether the format lets a group depend on this: on samples, or on all cases of another group with a folder."""
    required = groups.get(f"data/{name}")
    return name == SAMPLE or (required is not None and required.aggregation is Aggregation.PASS_FAIL)


def _legacy_settings(problem: Problem) -> dict[str, dict[str, Any]]:
    settings: dict[str, dict[str, Any]] = {}
    for directory, group in _groups_with_folders(problem):
        flags = [group.aggregation.value] if group.aggregation is not Aggregation.PASS_FAIL else ["min"]
        if group.verdict_rule is not VerdictRule.BY_SCORE:
            flags.append(group.verdict_rule.value)
        if group.any_accepted:
            flags.append("accept_if_any_accepted")
        if group.ignores_sample:
            flags.append("ignore_sample")
        fields: dict[str, Any] = {"on_reject": "break" if group.stops else "continue"}
        if problem.scores:
            accept = group.case_points
            if group.grader_arguments is not None:
                fields |= {"grading": "custom", "grader_flags": " ".join(group.grader_arguments)}
            else:
                fields |= {"grading": "default", "grader_flags": " ".join(flags)}
            fields |= {} if accept is None else {"accept_score": accept, "reject_score": group.reject_score}
            if group.max_score is not None:
                fields["range"] = f"{group.min_score or 0:g} {group.max_score:g}"
        settings[directory] = fields
    return settings
