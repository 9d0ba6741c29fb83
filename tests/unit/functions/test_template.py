from pathlib import Path

import pytest

from judgebox.cli.problem.begin import make_package
from judgebox.domain.errors import ProblemError
from judgebox.packages import read_package


def test_a_new_function_problem_is_a_whole_package(tmp_path: Path) -> None:
    make_package("longest-run", into=tmp_path, is_function=True)

    package = read_package(tmp_path / "longest-run")

    assert package.problem.signature is not None
    assert package.problem.name == "Longest Run"
    assert len(package.problem.cases) == 8
    assert {each.promised for each in package.submissions} == {("AC",), ("WA",)}
    assert package.warnings == ()


def test_a_case_of_another_type_is_an_error_of_the_package(tmp_path: Path) -> None:
    make_package("longest-run", into=tmp_path, is_function=True)
    (tmp_path / "longest-run" / "data" / "secret" / "01-empty.ans").write_text('"none"\n')

    with pytest.raises(ProblemError, match=r"data/secret/01-empty.ans: the answer is to be a whole number"):
        read_package(tmp_path / "longest-run")
