"""Packages of other judges are known by what they hold, and can be written as ours."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from judgebox.domain.problem import Package
from judgebox.packages import read_all_packages, read_package
from judgebox.packages.write import WrittenFormat, write_package

POLYGON = """<problem short-name="add"><names><name language="english" value="Add"/></names>
<judging><testset name="tests"><time-limit>1000</time-limit><memory-limit>268435456</memory-limit>
<test-count>4</test-count>
<input-path-pattern>tests/%02d</input-path-pattern><answer-path-pattern>tests/%02d.a</answer-path-pattern>
<tests><test sample="true" group="0" points="0"/><test group="1" points="30"/><test group="2" points="70"/>
<test group="2" points="0"/></tests>
<groups><group name="0" points-policy="complete-group"/><group name="1" points-policy="each-test">
<dependencies><dependency group="0"/></dependencies></group><group name="2" points-policy="complete-group">
<dependencies><dependency group="1"/></dependencies></group></groups></testset></judging>
<assets><checker name="std::wcmp.cpp"/><solutions>
<solution tag="main"><source path="solutions/add.py" type="python.3"/></solution>
<solution tag="wrong-answer"><source path="solutions/bad.py" type="python.3"/></solution>
</solutions></assets></problem>"""

DMOJ = """test_cases:
- {in: 1.in, out: 1.out, points: 0}
- {points: 50, batched: [{in: 1.in, out: 1.out}, {in: 2.in, out: 2.out}]}
- {points: 50, batched: [{in: 2.in, out: 2.out}], dependencies: [1]}
checker: {name: floats, args: {precision: 3}}
time_limit: 1
"""

HYDRO = """time: 1s
subtasks:
- {id: 1, score: 30, type: min, cases: [{input: 1.in, output: 1.out}, {input: 2.in, output: 2.out}]}
- {id: 2, type: sum, if: [1], cases: [{input: 2.in, output: 2.out, score: 20}, {input: 1.in, output: 1.out}]}
filename: add
time_limit_rate: {py.py3: 2}
"""

CASES = {"1.in": "1 2\n", "1.out": "3\n", "2.in": "3 4\n", "2.out": "7\n"}

PACKAGES: Mapping[str, Mapping[str, str]] = {
    "polygon": {
        "problem.xml": POLYGON,
        "solutions/add.py": "print(3)\n",
        "solutions/bad.py": "print(0)\n",
        **{f"tests/0{number}": "1 2\n" for number in range(1, 5)},
        **{f"tests/0{number}.a": "3\n" for number in range(1, 5)},
    },
    "dmoj": {"init.yml": DMOJ, **CASES},
    "hydro": {
        "problem.yaml": "title: Add\n",
        "testdata/config.yaml": HYDRO,
        "std/add.py": "print(3)\n",
        **{f"testdata/{name}": text for name, text in CASES.items()},
    },
}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def judged_alike(package: Package) -> object:
    """What judging depends on, whatever cases and files are called."""
    problem = package.problem
    return (
        [(case.input, case.answer, case.visible, case.points, case.checker_arguments) for case in problem.cases],
        problem.groups and [(each.members, each.max_score, each.aggregation) for each in problem.groups.groups],
        problem.limits,
        problem.preset,
        problem.scores,
        (problem.input_file, problem.output_file, problem.time_factors),
        sorted((each.source, each.promised) for each in package.submissions),
    )


@pytest.mark.parametrize("kind", PACKAGES)
def test_the_format_is_found_out_in_folders_and_archives(tmp_path: Path, kind: str) -> None:
    folder = write(tmp_path / "add", PACKAGES[kind])
    with zipfile.ZipFile(tmp_path / "add.zip", "w") as packed:
        for name, text in PACKAGES[kind].items():
            packed.writestr(f"inside/{name}", text)

    from_folder, from_archive = read_package(folder), read_package(tmp_path / "add.zip")

    assert from_folder.format == from_archive.format == kind
    assert from_folder.problem == from_archive.problem
    assert not from_folder.problem.unsupported


def test_a_directory_may_hold_packages_of_every_format(tmp_path: Path) -> None:
    for kind, files in PACKAGES.items():
        changed = {name: text.replace('short-name="add"', 'short-name="polygon"') for name, text in files.items()}
        write(tmp_path / kind, changed)

    assert sorted(package.format for package in read_all_packages(tmp_path)) == ["dmoj", "hydro", "polygon"]


@pytest.mark.parametrize("written", WrittenFormat)
@pytest.mark.parametrize("kind", PACKAGES)
def test_written_as_ours_a_package_is_judged_alike(tmp_path: Path, kind: str, written: WrittenFormat) -> None:
    package = read_package(write(tmp_path / "add", PACKAGES[kind]))

    write_package(package, tmp_path / "out", written)

    assert judged_alike(read_package(tmp_path / "out")) == judged_alike(package)
