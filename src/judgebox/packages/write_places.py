"""Give the parts of a package of any format the paths that they have in one of the ICPC format."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from judgebox.domain.problem import GradedSubmission, Package, Program, TestCase
from judgebox.domain.scoring import TestGroup
from judgebox.packages.programs import SCRIPTS

_UNFIT = re.compile(r"[^a-zA-Z0-9_.-]")
_LONGEST_NAME = 100
_FOLDERS = {
    ("AC",): "accepted",
    ("WA",): "wrong_answer",
    ("TLE",): "time_limit_exceeded",
    ("MLE", "RTE", "SV"): "run_time_error",
    ("RTE",): "run_time_error",
    ("MLE",): "memory_limit_exceeded",
    ("OLE",): "output_limit_exceeded",
    ("CE",): "compile_error",
    ("PA",): "partially_accepted",
    ("WA", "TLE", "MLE", "RTE", "SV"): "rejected",
}
OTHER_FOLDER = "mixed"


def placed(package: Package, *, is_legacy: bool) -> Package:
    """Return the package with the names of cases, programs and submissions as they are to be written."""
    problem = package.problem
    order = sorted(range(len(problem.cases)), key=lambda index: not problem.cases[index].visible)
    cases = tuple(problem.cases[index] for index in order)
    names = _case_names(cases, is_legacy=is_legacy)
    groups = problem.groups
    if groups is not None and order != list(range(len(order))):
        groups = _reindexed(groups, {old: new for new, old in enumerate(order)})
    several = len(problem.validators) + (problem.interactor is not None) > 1
    directory = "output_validators" if is_legacy or several else "output_validator"
    taken: set[str] = set()
    interactor, static, grader = problem.interactor, problem.static_validator, problem.grader
    problem = replace(
        problem,
        cases=tuple(replace(case, name=name) for case, name in zip(cases, names, strict=True)),
        groups=groups,
        interactor=None if interactor is None else _placed_program(interactor, directory, taken),
        validators=tuple(_placed_program(each, directory, taken) for each in problem.validators),
        static_validator=None if static is None else _placed_program(static, "static_validator", taken),
        grader=None if grader is None else _placed_program(grader, "graders", taken),
    )
    new_names = {case.name: name for case, name in zip(cases, names, strict=True)}
    return replace(
        package,
        problem=problem,
        input_arguments={new_names.get(name, name): said for name, said in package.input_arguments.items()},
        invalid_inputs=tuple(
            replace(case, name="/".join(["invalid_input", *(_fit(part) for part in case.name.split("/")[1:])]))
            for case in package.invalid_inputs
        ),
        input_validators=tuple(_placed_program(each, "input_validators", taken) for each in package.input_validators),
        submissions=_placed_submissions(package.submissions),
    )


def _case_names(cases: Sequence[TestCase], *, is_legacy: bool) -> list[str]:
    """Keep the names where they are fit and their order is that of the judging; else put numbers before them."""
    parts = [_parts(case) for case in cases]
    names = ["/".join(each) for each in parts]
    folders = {"/".join(each[:count]) for each in parts for count in range(1, len(each))}
    is_ordered = [tuple(name.split("/")) for name in names] == sorted(tuple(name.split("/")) for name in names)
    depths = {len(each) > 2 for each in parts if each[0] == "secret"}
    is_mixed = not is_legacy and len(depths) > 1
    if len(set(names)) == len(names) and is_ordered and not is_mixed and not folders & set(names):
        return names
    width = len(str(len(cases)))
    return [
        f"{each[0]}/{number:0{width}}-{'-'.join(each[1:])[:_LONGEST_NAME]}"
        for number, each in enumerate(parts, start=1)
    ]


def _parts(case: TestCase) -> list[str]:
    directory = "sample" if case.visible else "secret"
    parts = [_fit(part) for part in case.name.split("/") if part]
    inside = parts[1:] if parts[0] in ("sample", "secret") and len(parts) > 1 else parts
    if case.visible:
        inside = ["-".join(inside)]  # samples have no groups
    if inside[-1] in ("test_group", "testdata"):
        inside[-1] += "_"
    return [directory, *inside]


def _fit(name: str) -> str:
    """Make a name that the format allows."""
    name = _UNFIT.sub("_", name)[:_LONGEST_NAME]
    return name if name and name[0] not in ".-" else f"_{name}"


def _reindexed(group: TestGroup, indexes: dict[int, int]) -> TestGroup:
    members = tuple(
        indexes[member] if isinstance(member, int) else _reindexed(member, indexes) for member in group.members
    )
    requires = tuple(indexes[each] if isinstance(each, int) else each for each in group.requires)
    return replace(group, members=members, requires=requires)


def _placed_program(program: Program, directory: str, taken: set[str]) -> Program:
    """A program of one file is that file, another one a folder."""
    path = PurePosixPath(program.name)
    names = [file.name for file in program.files]
    if len(names) == 1 and "/" not in names[0] and names[0] not in SCRIPTS and _fit(names[0]) == names[0]:
        name = names[0]
    else:
        name = _fit(path.stem) if len(path.parts) > 1 else "validator"
    return replace(program, name=_free(f"{directory}/{name}", taken))


def _placed_submissions(submissions: Iterable[GradedSubmission]) -> tuple[GradedSubmission, ...]:
    taken: set[str] = set()
    placed_ones = []
    for submission in submissions:
        parts = submission.path.split("/")
        if parts[0] != "submissions" or len(parts) < 3 or any(_fit(part) != part for part in parts):
            folder = _FOLDERS.get(submission.promised, OTHER_FOLDER)
            parts = ["submissions", folder, _fit(parts[-1])]
        placed_ones.append(replace(submission, path=_free("/".join(parts), taken)))
    return tuple(sorted(placed_ones, key=lambda each: each.path.split("/")))


def _free(path: str, taken: set[str]) -> str:
    """Return the path, with a number in its name if another thing has it."""
    pure, number = PurePosixPath(path), 2
    while path in taken:
        path = str(pure.with_name(f"{pure.stem}-{number}{pure.suffix}"))
        number += 1
    taken.add(path)
    return path
