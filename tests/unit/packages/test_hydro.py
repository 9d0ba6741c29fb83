"""Hydro packages, sound, broken and hostile."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Calling, Package, Preset
from judgebox.domain.scoring import Aggregation
from judgebox.packages.hydro import read_hydro
from judgebox.packages.hydro_cases import shares_of_score

Read = Callable[..., Package]
Files = Mapping[str, str | bytes | None]

MIB = 1024 * 1024


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(config: str | None = None, files: Files | None = None) -> Package:
        folder = tmp_path / "1000"
        sound: Files = {
            "problem.yaml": "pid: P1000\nowner: 2\ntitle: A + B\ntag: [math, easy]\nnSubmit: 9\n",
            "problem_zh.md": "求和\n",
            "testdata/1.in": "1 2\n",
            "testdata/1.out": "3\n",
            "testdata/2.in": "3 4\n",
            "testdata/2.ans": "7\n",
            "testdata/config.yaml": config,
        }
        for name, content in {**sound, **(files or {})}.items():
            if content is None:
                continue
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_hydro(folder.resolve(), folder.name)

    return read


def test_without_settings_files_are_matched_by_name_and_share_100_points(read: Read) -> None:
    package = read()

    problem = package.problem
    assert problem.id == "p1000"
    assert problem.names == {"zh": "A + B"}
    assert problem.statements == {"zh": "求和\n"}
    assert problem.keywords == ("math", "easy")
    assert problem.limits.time_limit == timedelta(seconds=1)
    assert problem.limits.memory_bytes == 256 * MIB
    assert problem.preset == Preset(name="lines")
    assert problem.groups is not None
    assert problem.groups.max_score == 100
    assert [(case.name, case.points) for case in problem.cases] == [("secret/1", 50), ("secret/2", 50)]
    assert package.blobs[problem.cases[1].answer].read_bytes() == b"7\n"
    assert package.format == "hydro"


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["a1.in", "a1.out", "a2.in", "a2.ans", "a10.in", "a10.out"], [["a1", "a2", "a10"]]),
        (["1-1.in", "1-1.out", "1-2.in", "1-2.out", "2-1.in", "2-1.out"], [["1-1", "1-2"], ["2-1"]]),
        (["x.in1", "x.ou1", "x.in2", "x.out2"], [["x", "x-2"]]),
        (["1_big.in", "1_big.out", "2_odd.in", "2_odd.ans"], [["1_big", "2_odd"]]),
        (["input1.txt", "output1.txt"], [["input1"]]),
        (["input/1.in", "output/1.out", "input/2.in", "output/2.out"], [["1", "2"]]),
        (["1.in", "1.out", "lonely9.in", "readme.md"], [["1"]]),
    ],
)
def test_names_in_the_wild_are_known(read: Read, names: list[str], groups: list[list[str]]) -> None:
    nothing: Files = {f"testdata/{name}": None for name in ("1.in", "1.out", "2.in", "2.ans")}

    problem = read(None, {**nothing, **{f"testdata/{name}": name for name in names}}).problem

    found = [case.name.removeprefix("secret/") for case in problem.cases]
    assert [name.partition("/")[2] or name for name in found] == [name for group in groups for name in group]
    assert problem.groups is not None
    assert [len(group.case_indexes()) for group in problem.groups.groups] == [len(group) for group in groups]


def test_points_that_do_not_divide_go_to_the_last_ones() -> None:
    assert shares_of_score(100, 3) == [33, 33, 34]


def test_subtasks_have_kinds_points_and_dependencies(read: Read) -> None:
    config = """
    time: 500ms
    memory: 64m
    subtasks:
    - {id: 1, score: 30, type: min, cases: [{input: 1.in, output: 1.out}, {input: 2.in, output: 2.ans}]}
    - {id: 2, type: sum, if: [1], cases: [{input: 1.in, output: 1.out, score: 20}, {input: 2.in, output: 2.ans}]}
    """

    problem = read(config).problem

    assert problem.limits.time_limit == timedelta(milliseconds=500)
    assert problem.limits.memory_bytes == 64 * MIB
    assert problem.groups is not None
    first, second = problem.groups.groups
    assert (first.aggregation, first.max_score, first.stops) == (Aggregation.MIN, 30, True)
    assert (second.max_score, second.requires) == (70, ("secret/subtask-1",))
    assert [group.max_score for group in second.groups] == [20, 50]


def test_the_old_settings_say_limits_and_points_line_by_line(read: Read) -> None:
    ini = "2\n1.in|1.out|2|40|65536\n2.in|2.ans|2|60|65536\n"

    problem = read(None, {"testdata/config.ini": ini}).problem

    assert problem.limits.time_limit == timedelta(seconds=2)
    assert problem.limits.memory_bytes == 64 * MIB
    assert [case.points for case in problem.cases] == [40, 60]


def test_different_limits_for_different_cases_can_not_be_judged(read: Read) -> None:
    config = "cases: [{input: 1.in, output: 1.out, time: 1s}, {input: 2.in, output: 2.ans, time: 2s}]\n"

    assert read(config).problem.unsupported == ("different limits for different cases",)


@pytest.mark.parametrize(
    ("config", "preset"),
    [
        ("checker_type: default\n", Preset(name="lines")),
        ("checker_type: strict\n", Preset(name="exact")),
        ("checker_type: testlib\nchecker: wcmp\n", Preset(name="wcmp")),
    ],
)
def test_checkers_that_hydro_brings_are_ours(read: Read, config: str, preset: Preset) -> None:
    assert read(config).problem.preset == preset


@pytest.mark.parametrize(
    ("kind", "source", "calling", "is_wrapped"),
    [
        ("testlib", '#include "testlib.h"\n', Calling.TESTLIB, False),
        ("testlib", '#include "testlib.h"\nint main() { quitp(0.5, "half"); }\n', Calling.KATTIS, True),
        ("kattis", "int main() {}\n", Calling.KATTIS, False),
        ("lemon", "int main() {}\n", Calling.KATTIS, True),
        ("syzoj", "int main() {}\n", Calling.KATTIS, True),
        ("hustoj", "int main() {}\n", Calling.KATTIS, True),
        ("qduoj", "int main() {}\n", Calling.KATTIS, True),
    ],
)
def test_checkers_of_the_author_are_called_in_their_way(
    read: Read, kind: str, source: str, calling: Calling, *, is_wrapped: bool
) -> None:
    files = {"testdata/chk.cc": source, "testdata/extra.h": ""}

    (checker,) = read(f"checker_type: {kind}\nchecker: {{file: chk.cc, lang: cc.cc17}}\n", files).problem.validators

    names = {file.name for file in checker.files}
    assert checker.calling is calling
    assert ("run" in names) == is_wrapped
    assert {"chk.cc", "extra.h"} <= names


def test_an_interactor_decides_by_itself(read: Read) -> None:
    config = "type: interactive\ninteractor: talk.cc\n"

    problem = read(config, {"testdata/talk.cc": '#include "testlib.h"\n'}).problem

    assert problem.interactor is not None
    assert problem.interactor.calling is Calling.TESTLIB
    assert problem.preset is None


def test_the_other_settings_are_taken_over(read: Read) -> None:
    config = """
    filename: sum
    langs: [cc.cc17, py.py3, klingon]
    time_limit_rate: {py.py3: 3}
    user_extra_files: [lib.h]
    type: submit_answer
    validator: val.cc
    nonsense: 1
    """

    package = read(config, {"testdata/lib.h": "", "testdata/val.cc": '#include "testlib.h"\n'})

    problem = package.problem
    assert (problem.input_file, problem.output_file) == ("sum.in", "sum.out")
    assert problem.languages is not None
    assert {"cpp", "python"} <= set(problem.languages)
    assert problem.time_factors["python"] == 3
    assert [file.name for file in problem.includes["default"]] == ["lib.h"]
    assert problem.submit_answer
    assert [program.calling for program in package.input_validators] == [Calling.TESTLIB]
    assert any("klingon" in warning for warning in package.warnings)
    assert any("'nonsense' is unknown and ignored" in warning for warning in package.warnings)


def test_solutions_of_the_author_are_to_be_accepted_and_the_first_makes_answers(read: Read) -> None:
    package = read(None, {"std/a.py": "print(1)\n", "std/b.cpp": "int main() {}\n", "std/notes.md": "x"})

    told = [(each.path, each.promised, each.is_model) for each in package.submissions]
    assert told == [("std/a.py", ("AC",), True), ("std/b.cpp", ("AC",), False)]


def test_a_manager_between_programs_can_not_be_judged(read: Read) -> None:
    words = "programs that talk with a manager (type: communication)"

    assert read("type: communication\nmanager: m.cc\n").problem.unsupported == (words,)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("[]", "config.yaml:1: testdata/config.yaml is to be a map"),
        ("type: nonsense\n", "config.yaml:1: the type 'nonsense' is unknown"),
        ("type: objective\nanswers: {'1': [A, 5]}\n", "it asks questions"),
        ("type: interactive\n", "type is interactive, but there is no interactor"),
        ("time: soon\n", "time is to be a time such as 1s or 500ms"),
        ("time: -1s\n", "time is to be a time such as 1s or 500ms"),
        ("memory: 12\n", "memory is to be a size such as 256m"),
        ("cases: [{input: 9.in, output: 9.out}]\n", "config.yaml:1: testdata/9.in is missing"),
        ("cases: [{input: ../problem.yaml}]\n", "leads out of the package"),
        ("cases: [{input: 1.in, output: 1.out, score: .nan}]\n", "score is to be a number"),
        ("subtasks: [{type: best, cases: []}]\n", "the type of a subtask is min, max or sum"),
        ("subtasks: [{id: 1, if: [2], cases: [{input: 1.in}]}]\n", "only depend on an earlier one, and 2 is none"),
        ("checker_type: testlib\n", "but there is no checker"),
        ("checker_type: testlib\nchecker: nosuch\n", "is none that testlib brings"),
        ("checker_type: kattis\nchecker: gone.cc\n", "testdata/gone.cc is missing"),
        ("checker_type: odd\nchecker: 1.in\n", "checker_type 'odd' is unknown"),
        ("user_extra_files: [gone.h]\n", "testdata/gone.h is missing"),
        ("filename: ../x\n", "is no name of a file"),
        ("time: 1s\ntime: 2s\n", "stands here twice"),
    ],
)
def test_a_broken_package_is_an_error_that_names_its_place(read: Read, config: str, message: str) -> None:
    with pytest.raises(ProblemError, match=re.escape(message)):
        read(config)


@pytest.mark.parametrize(
    ("ini", "message"),
    [
        ("x\n", "config.ini:1: the first line is to say how many cases there are"),
        ("", "config.ini:1: the first line is to say how many cases there are"),
        ("2\n1.in|1.out|1|50\n", "config.ini:3: is to be input|output|seconds|score"),
        ("1\n1.in|1.out|nan|50\n", "config.ini:2: is to be input|output|seconds|score"),
        ("1\n1.in|1.out|0|50\n", "config.ini:2: the time limit is to be above 0"),
        ("1\n9.in|9.out|1|50\n", "testdata/9.in: is missing"),
    ],
)
def test_broken_old_settings_are_an_error_that_names_the_line(read: Read, ini: str, message: str) -> None:
    with pytest.raises(ProblemError, match=re.escape(message)):
        read(None, {"testdata/config.ini": ini})


def test_data_without_a_pair_is_an_error(read: Read) -> None:
    with pytest.raises(ProblemError, match="testdata: holds no test case"):
        read(None, {f"testdata/{name}": None for name in ("1.in", "1.out", "2.in", "2.ans")} | {"testdata/x": ""})
