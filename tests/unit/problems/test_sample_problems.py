"""The sample problems that ship: whole, varied, and showing every verdict."""

from pathlib import Path

import pytest

from judgebox.domain.problem import Package
from judgebox.languages import read_catalog
from judgebox.packages import read_all_packages

PROBLEMS = Path(__file__).parents[3] / "problems"
PACKAGES = read_all_packages(PROBLEMS)
CATALOG = read_catalog()

every_problem = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.problem.id)


def languages_of(package: Package, *, promised: tuple[str, ...] | None = None) -> set[str | None]:
    return {CATALOG.guess(each.path) for each in package.submissions if promised is None or each.promised == promised}


def test_eight_ask_for_programs_and_ten_for_functions() -> None:
    functions = [package for package in PACKAGES if package.problem.signature is not None]

    assert (len(PACKAGES) - len(functions), len(functions)) == (8, 10)


@pytest.mark.parametrize(
    "package", [each for each in PACKAGES if each.problem.signature is not None], ids=lambda each: each.problem.id
)
def test_a_function_problem_is_solved_in_all_eight_languages(package: Package) -> None:
    assert languages_of(package, promised=("AC",)) >= {
        *("c", "cpp", "go", "java", "javascript", "python", "rust", "typescript")
    }


@every_problem
def test_a_problem_is_whole(package: Package) -> None:
    problem = package.problem

    assert package.warnings == ()
    assert problem.unsupported == ()
    assert 1 <= len(problem.samples) <= 3
    assert len(problem.cases) - len(problem.samples) >= 10
    assert "$" in problem.statement
    assert problem.license in {"cc0", "cc by-sa"}
    assert {"easy", "medium", "hard"} & set(problem.keywords)


@every_problem
def test_graded_programs_of_three_languages_are_right_and_two_are_not(package: Package) -> None:
    failing = [each for each in package.submissions if "AC" not in each.promised]

    assert len(languages_of(package, promised=("AC",))) >= 3
    assert len(failing) >= 2
    assert all(each.promised for each in package.submissions)
    assert None not in languages_of(package)


def test_every_verdict_is_promised_by_some_graded_program() -> None:
    promised = {verdict for package in PACKAGES for each in package.submissions for verdict in each.promised}

    assert promised >= {"AC", "WA", "TLE", "MLE", "OLE", "RTE", "CE"}


def test_the_usual_languages_have_right_programs() -> None:
    languages = set().union(*(languages_of(package, promised=("AC",)) for package in PACKAGES))

    assert languages >= {"c", "cpp", "java", "javascript", "python"}


@every_problem
def test_no_two_secret_cases_have_the_same_input(package: Package) -> None:
    inputs = [case.input for case in package.problem.cases if not case.visible]

    assert len(set(inputs)) == len(inputs)


@every_problem
def test_a_sample_is_small_enough_to_be_shown(package: Package) -> None:
    for case in package.problem.samples:
        assert package.blobs[case.input].stat().st_size + package.blobs[case.answer].stat().st_size < 1000
