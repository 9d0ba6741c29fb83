"""`judgebox problem`: what it writes, prints and exits with."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from judgebox.cli.problem.begin import make_package
from judgebox.cli.problem.convert import export_package, import_package
from judgebox.cli.problem.examine import lint_packages, show_stats
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.packages import read_package
from judgebox.packages.lint import lint


@pytest.fixture
def package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    make_package("largest-gap", into=tmp_path, is_function=False)
    capsys.readouterr()
    return tmp_path / "largest-gap"


def test_a_new_problem_is_complete(package: Path) -> None:
    read, findings = lint(package)

    assert findings == []
    assert read is not None
    assert read.problem.name == "Largest Gap"
    assert {each.promised for each in read.submissions} == {("AC",), ("WA",), ("TLE",)}


def test_every_case_of_a_new_problem_is_valid_and_solved_as_it_says(package: Path) -> None:
    for case in sorted(package.glob("data/*/*.in")):
        text = case.read_bytes()
        checked = subprocess.run([sys.executable, package / "input_validators/validate.py"], input=text)
        solution = package / "submissions/accepted/smallest_so_far.py"
        solved = subprocess.run([sys.executable, solution], input=text, capture_output=True)

        assert (checked.returncode, solved.stdout) == (42, case.with_suffix(".ans").read_bytes())


def test_a_new_problem_replaces_nothing(package: Path) -> None:
    with pytest.raises(UsageError, match="is there already"):
        make_package("largest-gap", into=package.parent, is_function=False)


def test_a_new_problem_needs_a_name_that_can_be_an_id(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="1 to 64 letters"):
        make_package("largest gap", into=tmp_path, is_function=False)


def test_a_package_is_exported_and_imported_again(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export_package(package, out=tmp_path / "out/largest-gap.zip", kind="legacy", as_json=False)
    status = import_package(tmp_path / "out/largest-gap.zip", into=tmp_path / "in", name="gap", as_json=True)

    report = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert status is ExitStatus.OK
    assert (report["problem"], report["read"], report["written"]) == ("gap", "legacy", "2025-09")
    cases = read_package(tmp_path / "in/gap").problem.cases
    assert cases == read_package(package).problem.cases


def test_what_was_not_understood_is_told(package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "output_validator").mkdir()
    (package / "output_validator/check.zzz").write_text("x")

    import_package(package, into=tmp_path / "in", name=None, as_json=False)

    assert "not understood: output_validator/check.zzz: has no script" in capsys.readouterr().err


def test_a_package_is_not_imported_over_another(package: Path) -> None:
    with pytest.raises(UsageError, match="is there already"):
        import_package(package, into=package.parent, name=None, as_json=False)


def test_lint_prints_file_line_and_remedy_and_fails(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (package / "problem.yaml").open("a") as file:
        file.write("athor: Ada\n")

    status = lint_packages([package], is_strict=False, as_json=False)

    lines = capsys.readouterr().out.splitlines()
    assert status is ExitStatus.NOT_ACCEPTED
    assert lines[0].startswith(f"{package}/problem.yaml:13: error: the key 'athor' is unknown")
    assert lines[1] == "    correct its spelling, or remove it"


@pytest.mark.parametrize(("is_strict", "status"), [(False, ExitStatus.OK), (True, ExitStatus.NOT_ACCEPTED)])
def test_a_warning_fails_only_where_that_is_wanted(
    package: Path, is_strict: bool, status: ExitStatus, capsys: pytest.CaptureFixture[str]
) -> None:
    (package / "input_validators/validate.py").unlink()

    assert lint_packages([package], is_strict=is_strict, as_json=True) is status
    [report] = json.loads(capsys.readouterr().out)["packages"]
    assert [finding["place"] for finding in report["findings"]] == ["input_validators"]


def test_stats_count_what_a_package_holds(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show_stats(package, as_json=True)

    stats = json.loads(capsys.readouterr().out)
    assert (stats["cases"]["samples"]["count"], stats["cases"]["secret"]["count"]) == (2, 9)
    assert stats["cases"]["secret"]["largest_input_bytes"] > 200_000
    assert stats["limits"]["time_s"] == 1
    assert {"promised": ["AC"], "language": "cpp", "count": 1} in stats["submissions"]


def test_stats_are_shown_as_text(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show_stats(package, as_json=False)

    assert "limits: 1 s, 256 MiB of memory" in capsys.readouterr().out
