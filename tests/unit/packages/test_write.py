"""What is written is judged as what was read, whatever format it came from."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import (
    Calling,
    GeneratedTest,
    GradedSubmission,
    Package,
    Preset,
    Program,
    TimeRule,
)
from judgebox.domain.scoring import Aggregation, TestGroup, VerdictRule
from judgebox.packages import read_package
from judgebox.packages.extras import FILE, programs_of
from judgebox.packages.write import WrittenFormat, write_package

MakePackage = Callable[..., Path]
OWN = Path(__file__).parents[3] / "problems"
OTHERS = Path(__file__).parents[4] / "shared" / "problems"

ALL = [
    *sorted(OWN.glob("*/problem.yaml")),
    *(path for name in ("problem.yaml", "problem.xml", "init.yml") for path in sorted(OTHERS.glob(f"*/*/{name}"))),
]


def what_is_judged(package: Package) -> dict[str, Any]:
    """All that judging depends on, without what only says where it lies."""
    problem = package.problem
    fields = (
        *("names", "statements", "limits", "comparison", "scores", "groups", "preset", "passes", "submit_answer"),
        *("includes", "input_file", "output_file", "time_factors", "memory_factors", "signature", "languages"),
        *("author", "source", "unsupported"),
    )
    return {
        **{name: getattr(problem, name) for name in fields},
        "cases": problem.cases,
        "validators": [replace(each, name="") for each in problem.validators],
        "programs": [replace(each, name="") for each in programs_of(package)],
        "submissions": sorted((each.path, each) for each in package.submissions),
        "invalid": [case.input for case in package.invalid_inputs],
        "for inputs": sorted(map(sorted, package.input_arguments.values())),
        "time": (package.time_is_inferred, package.time_rule if package.time_is_inferred else None),
    }


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
@pytest.mark.parametrize("kind", WrittenFormat)
def test_a_package_comes_back_as_it_was(path: Path, kind: WrittenFormat, tmp_path: Path) -> None:
    package = read_package(path.parent)

    write_package(package, tmp_path / package.problem.id, kind)

    assert what_is_judged(read_package(tmp_path / package.problem.id)) == what_is_judged(package)


@pytest.fixture
def odd_package(make_package: MakePackage) -> Package:
    """A package of a format that knows more than the one that is written."""
    package = read_package(
        make_package(
            {
                "output_validator/check.cpp": "x",
                "output_validator/help.h": "y",
                "input_validators/a.py": "x",
                "include/python3/lib/grader.py": "z",
                "data/secret/01.files/words.txt": "w",
                "submissions/accepted/several/a.py": "a",
                "submissions/accepted/several/main.py": "b",
            }
        )
    )
    problem = package.problem
    validator, file = problem.validators[0], problem.validators[0].files[0]
    sample, first, second = problem.cases
    cases = (
        sample,
        replace(first, name="10", points=30, arguments=("-v",), checker_arguments=("a b",)),
        replace(second, name="tests/9 \N{SNOWMAN}", points=70),
    )
    inner = TestGroup(
        name="secret/1", members=(1,), aggregation=Aggregation.MAX, max_score=30.5, grader_arguments=("a",)
    )
    groups = TestGroup(
        name="",
        members=(TestGroup(name="sample", members=(0,)), inner, 2),
        verdict_rule=VerdictRule.WORST_ERROR,
        requires=(0, "sample"),
        stops=True,
    )
    return replace(
        package,
        problem=replace(
            problem,
            cases=cases,
            scores=True,
            groups=groups,
            preset=Preset(name="wcmp", arguments=("a",)),
            validators=(replace(validator, calling=Calling.TESTLIB, entry="check.cpp", arguments=("--x",)),),
            grader=Program(name="any/grade.cpp", files=(file,), language="cpp", entry="grade.cpp", arguments=("-g",)),
            interactor=Program(name="files/interactor.cpp", files=(file,), language="cpp", calling=Calling.TESTLIB),
            limits=replace(problem.limits, memory_bytes=1_000_001, time_limit=timedelta(milliseconds=1234)),
            input_file="in.txt",
            output_file="out.txt",
            time_factors={"python": 2.5},
            memory_factors={"java": 2.0},
            unsupported=("magic",),
        ),
        submissions=(
            GradedSubmission(path="solutions/ok.cpp", source=b"x", promised=("AC",)),
            GradedSubmission(path="solutions/bad.cpp", source=b"x", promised=("TLE", "MLE"), counts_for_time=False),
            GradedSubmission(path="other/ok.cpp", source=b"y", promised=("AC",), promised_score=(10, 20)),
            *package.submissions,
        ),
        input_arguments={"10": {"": ("a b", "c")}, "sample/1": {"a": ("-x",)}},
        invalid_inputs=(replace(first, name="invalid_input/not a number"),),
        time_is_inferred=True,
        time_rule=TimeRule(ac_to_limit=3, limit_to_tle=2.5, resolution=timedelta(seconds=0.5)),
    )


def of_all_parts(package: Package) -> dict[str, Any]:
    """What is judged, with names of parts left out where they may change."""
    judged = what_is_judged(package)
    return {
        **judged,
        "cases": [replace(case, name="") for case in judged["cases"]],
        "submissions": sorted((each.source, each.promised, each.promised_score) for each in package.submissions),
    }


@pytest.mark.parametrize("kind", WrittenFormat)
@pytest.mark.parametrize("name", ["odd", "odd.zip"])
def test_what_the_format_has_no_words_for_is_kept_beside_it(
    odd_package: Package, tmp_path: Path, kind: WrittenFormat, name: str
) -> None:
    notes = write_package(odd_package, tmp_path / name, kind)

    read = read_package(tmp_path / name)
    assert of_all_parts(read) == of_all_parts(odd_package)
    assert f"{FILE}: the checker: the format can't say all of it, so other judges may judge differently" in notes
    assert f"{FILE}: magic: can't be judged" in notes


def test_what_the_format_has_words_for_needs_no_file_of_ours(make_package: MakePackage, tmp_path: Path) -> None:
    package = read_package(
        make_package(
            {
                "data/secret/test_group.yaml": "output_validator_args: [float_tolerance, 1e-6]\n",
                "output_validator/v/check.cpp": "x",
                "output_validator/v/check.h": "x",
                "submissions/submissions.yaml": "mixed/*:\n  permitted: [AC, TLE]\n  required: [TLE]\n",
                "submissions/mixed/x.py": "x",
            }
        )
    )

    assert write_package(package, tmp_path / "new/sum") == ()
    assert not (tmp_path / "new/sum" / FILE).exists()


def test_an_archive_holds_the_same_bytes_each_time(make_package: MakePackage, tmp_path: Path) -> None:
    package = read_package(make_package())

    write_package(package, tmp_path / "a/sum.zip")
    write_package(package, tmp_path / "b/sum.zip")

    assert (tmp_path / "a/sum.zip").read_bytes() == (tmp_path / "b/sum.zip").read_bytes()
    assert zipfile.ZipFile(tmp_path / "a/sum.zip").namelist()[0].startswith("sum/")


def test_nothing_is_written_over(make_package: MakePackage) -> None:
    folder = make_package()

    with pytest.raises(ProblemError, match="is there already"):
        write_package(read_package(folder), folder)


def test_a_package_that_lacks_cases_is_not_written(make_package: MakePackage, tmp_path: Path) -> None:
    package = replace(read_package(make_package()), to_generate=(GeneratedTest(case=0),))

    with pytest.raises(ProblemError, match="1 test cases are still to be generated"):
        write_package(package, tmp_path / "new")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not as it is to be"),
        ('{"presett": null}', "presett"),
        ('{"passes": "two"}', "passes"),
        ('{"cases": {"secret/9": {}}}', "there is no case 'secret/9'"),
        ('{"submissions": {"x": {}}}', "there is no submission 'x'"),
        ('{"programs": {"x": {}}}', "there is no program 'x'"),
        ('{"interactor": "x"}', "there is no program 'x'"),
        ('{"groups": {"name": "", "members": ["secret/9"]}}', "a group has a case 'secret/9'"),
        ('{"groups": {"name": 3}}', "groups are not as they are to be"),
        ('{"groups": {"name": "", "members": [3]}}', "groups are not as they are to be"),
        ("[" * 100_000, "is not as it is to be"),
    ],
)
def test_a_wrong_file_of_ours_is_refused(make_package: MakePackage, text: str, message: str) -> None:
    with pytest.raises(ProblemError, match=message) as refused:
        read_package(make_package({FILE: text}))
    assert refused.value.path == FILE
