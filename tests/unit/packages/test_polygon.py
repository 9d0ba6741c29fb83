"""Polygon packages, sound, broken and hostile."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from judgebox.checkers.presets import PRESETS
from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import NOT_GENERATED, AnswerSource, Calling, Package, Preset
from judgebox.domain.scoring import Aggregation
from judgebox.packages.polygon import read_polygon
from judgebox.packages.polygon_types import STOCK_CHECKERS

SHARED = Path(__file__).resolve().parents[4] / "shared/problems/polygon"

TWO_TESTS = '<test method="manual" sample="true"/><test method="manual"/>'
WCMP = '<checker name="std::wcmp.cpp" type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker>'
SOLUTIONS = '<solution tag="main"><source path="solutions/main.cpp" type="cpp.g++17"/></solution>'


def problem_xml(
    *,
    tests: str = TWO_TESTS,
    groups: str = "",
    checker: str = WCMP,
    solutions: str = SOLUTIONS,
    files: str = "",
    judging: str = "",
    time_limit: str = "1500",
    assets: str = "",
) -> str:
    count = tests.count("<test ")
    return f"""<?xml version="1.0" encoding="utf-8"?>
<problem revision="3" short-name="a-plus-b" url="https://polygon.example/p">
  <names><name language="english" value="A plus B"/><name language="russian" value="А и Б"/></names>
  <statements>
    <statement language="english" path="statements/english/problem.tex" type="application/x-tex"/>
  </statements>
  <judging input-file="" output-file="" {judging}>
    <testset name="tests">
      <time-limit>{time_limit}</time-limit>
      <memory-limit>268435456</memory-limit>
      <test-count>{count}</test-count>
      <input-path-pattern>tests/%02d</input-path-pattern>
      <answer-path-pattern>tests/%02d.a</answer-path-pattern>
      <tests>{tests}</tests>
      <groups>{groups}</groups>
    </testset>
  </judging>
  <files>{files}</files>
  <assets>{checker}{assets}<solutions>{solutions}</solutions></assets>
  <tags><tag value="math"/></tags>
</problem>
"""


Files = dict[str, str | bytes | None]
Read = Callable[..., Package]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(contents: Files | None = None, *, data: int = 2, **parts: str) -> Package:
        folder = tmp_path / "whatever-3"
        sound: Files = {"problem.xml": problem_xml(**parts), "solutions/main.cpp": "int main() {}\n"}
        for number in range(1, data + 1):
            sound |= {f"tests/{number:02}": f"{number} 2\n", f"tests/{number:02}.a": f"{number + 2}\n"}
        for name, content in {**sound, **(contents or {})}.items():
            if content is None:
                continue
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_polygon(folder.resolve(), folder.name)

    return read


def test_a_full_package_is_read_with_names_limits_and_tests(read: Read) -> None:
    package = read()

    problem = package.problem
    assert problem.id == "a-plus-b"
    assert problem.names == {"en": "A plus B", "ru": "А и Б"}
    assert problem.limits.time_limit == timedelta(seconds=1.5)
    assert problem.limits.memory_bytes == 256 * 1024 * 1024
    assert [(case.name, case.visible) for case in problem.cases] == [("sample/01", True), ("secret/02", False)]
    assert package.blobs[problem.cases[1].answer].read_bytes() == b"4\n"
    assert problem.preset == Preset(name="wcmp")
    assert problem.keywords == ("math",)
    assert not problem.scores
    assert not problem.unsupported
    assert package.format == "polygon"


def test_sections_of_a_statement_become_one_text(read: Read) -> None:
    sections = {"legend": "Add $a$ and \\textbf{b}.", "input": "Two numbers.", "output": "Their sum."}

    package = read({f"statement-sections/english/{name}.tex": text for name, text in sections.items()})

    assert package.problem.statements == {
        "en": "Add $a$ and **b**.\n\n## Input\n\nTwo numbers.\n\n## Output\n\nTheir sum.\n"
    }


def test_sections_in_one_file_become_one_text_too(read: Read) -> None:
    properties = json.dumps({"name": "A", "legend": "Add.", "output": "The sum.", "notes": None, "timeLimit": 1000})

    package = read({"statements/english/problem-properties.json": properties})

    assert package.problem.statements == {"en": "Add.\n\n## Output\n\nThe sum.\n"}


@pytest.mark.parametrize("text", ["[]", "{", "[" * 100_000])
def test_sections_in_a_file_that_is_wrong_are_an_error(read: Read, text: str) -> None:
    with pytest.raises(ProblemError, match=r"problem-properties\.json: is"):
        read({"statements/english/problem-properties.json": text})


@pytest.mark.parametrize(
    ("tag", "promised"),
    [
        ("main", ("AC",)),
        ("wrong-answer", ("WA",)),
        ("presentation-error", ("WA",)),
        ("time-limit-exceeded-or-accepted", ("AC", "TLE")),
        ("memory-limit-exceeded", ("MLE", "RTE")),
        ("rejected", ("WA", "TLE", "MLE", "OLE", "RTE", "SV")),
        ("no-such-tag", ()),
    ],
)
def test_the_tag_of_a_solution_says_what_is_promised(read: Read, tag: str, promised: tuple[str, ...]) -> None:
    package = read(solutions=SOLUTIONS.replace("main", tag, 1))

    (submission,) = package.submissions
    assert submission.promised == promised
    assert submission.is_model == (tag == "main")
    assert submission.language in ("cpp", "cpp17")


def test_a_checker_of_the_author_is_compiled_with_our_testlib(read: Read) -> None:
    source = '<source path="files/check.cpp" type="cpp.g++17"/>'
    package = read(
        {"files/check.cpp": '#include "testlib.h"\n', "files/testlib.h": "theirs", "files/my.h": "mine"},
        checker=f'<checker type="testlib">{source}</checker>',
        files='<resources><file path="files/testlib.h"/><file path="files/my.h" type="h.g++"/></resources>',
    )

    (checker,) = package.problem.validators
    assert checker.calling is Calling.TESTLIB
    assert checker.entry == "check.cpp"
    assert [file.name for file in checker.files] == ["check.cpp", "my.h"]


def test_a_stock_checker_that_is_no_preset_is_compiled_from_its_source(read: Read) -> None:
    package = read({"files/check.cpp": "int main() {}\n"}, checker=WCMP.replace("std::wcmp.cpp", "std::pointscmp.cpp"))

    assert package.problem.preset is None
    assert [program.name for program in package.problem.validators] == ["files/check.cpp"]


def test_a_checker_that_is_neither_known_nor_there_can_not_be_judged_with(read: Read) -> None:
    package = read(checker='<checker name="std::other.cpp" type="testlib"/>')

    assert package.problem.unsupported == ("the checker 'other', whose source is not in the package",)


def test_every_stock_checker_is_a_preset_of_ours() -> None:
    assert set(PRESETS) >= STOCK_CHECKERS


def test_points_of_tests_in_no_group_are_summed(read: Read) -> None:
    tests = '<test method="manual" points="30"/><test method="manual" points="70.0"/>'

    problem = read(tests=tests).problem

    assert problem.scores
    assert problem.groups is not None
    assert problem.groups.max_score == 100
    assert [(group.members, group.max_score) for group in problem.groups.groups] == [((0,), 30), ((1,), 70)]


def test_a_package_in_which_everything_is_worth_nothing_has_no_points(read: Read) -> None:
    problem = read(tests='<test method="manual" points="0.0"/><test method="manual" points="0.0"/>').problem

    assert not problem.scores
    assert problem.groups is None


def test_a_checker_of_which_only_the_copy_is_there_is_read_from_that(read: Read) -> None:
    parts = '<source path="files/check.cpp" type="cpp.g++17"/><copy path="check.cpp" type="cpp.g++17"/>'

    package = read({"check.cpp": "int main() {}\n"}, checker=f'<checker type="testlib">{parts}</checker>')

    assert [program.name for program in package.problem.validators] == ["check.cpp"]


def test_a_complete_group_takes_its_own_points_and_its_dependencies(read: Read) -> None:
    tests = (
        '<test method="manual" group="0" points="0" sample="true"/><test method="manual" group="1" points="40"/>'
        '<test method="manual" group="1" points="0"/><test method="manual" group="2" points="0"/>'
    )
    groups = (
        '<group name="0" points="0" points-policy="complete-group"/>'
        '<group name="1" points="40" points-policy="complete-group">'
        '<dependencies><dependency group="0"/></dependencies></group>'
        '<group name="2" points="60" points-policy="each-test"/>'
    )

    problem = read(data=4, tests=tests, groups=groups).problem

    assert problem.groups is not None
    zero, one, two = problem.groups.groups
    assert (zero.name, zero.aggregation, zero.max_score) == ("sample", Aggregation.PASS_FAIL, 0)
    assert (one.members, one.max_score, one.requires) == ((1, 2), 40, ("sample",))
    assert (two.members, two.max_score) == ((3,), 60)
    assert problem.groups.max_score == 100


def test_a_validator_that_asks_for_the_group_of_a_test_is_told(read: Read) -> None:
    tests = '<test method="manual" group="a" points="1"/><test method="manual" points="1"/>'
    source = '<source path="files/val.cpp" type="cpp.g++17"/>'
    assets = f"<validators><validator>{source}</validator></validators>"

    package = read({"files/val.cpp": "int n = validator.group() == a;\n"}, tests=tests, assets=assets)
    other = read({"files/val.cpp": "int main() {}\n"}, tests=tests, assets=assets)

    assert package.input_arguments == {"secret/a/01": {"": ("--group", "a")}}
    assert other.input_arguments == {}


def test_who_fails_some_tests_of_a_scoring_problem_may_have_a_part_of_the_points(read: Read) -> None:
    tests = '<test method="manual" points="30"/><test method="manual" points="70.0"/>'

    package = read(tests=tests, solutions=SOLUTIONS.replace("main", "wrong-answer", 1))

    assert package.submissions[0].promised == ("WA", "PA")


def test_a_group_may_not_depend_on_a_later_one(read: Read) -> None:
    tests = '<test method="manual" group="a" points="1"/><test method="manual" group="b" points="1"/>'
    dependency = '<dependencies><dependency group="b"/></dependencies>'

    with pytest.raises(
        ProblemError, match=r"problem\.xml:[0-9]+: group 'a' depends on 'b', which is not judged before"
    ):
        read(tests=tests, groups=f'<group name="a" points-policy="complete-group">{dependency}</group>')


def test_a_standard_package_says_which_tests_are_to_be_generated(read: Read) -> None:
    tests = '<test method="manual"/><test method="generated" cmd="gen 5 &quot;a b&quot;" from-file="2"/>'
    executable = '<executable><source path="files/gen.cpp" type="cpp.g++17"/></executable>'

    package = read(
        {"files/gen.cpp": '#include "testlib.h"\n', "tests/01.a": None},
        data=1,
        tests=tests,
        files=f"<executables>{executable}</executables>",
    )

    first, second = package.to_generate
    assert (first.case, first.generator, first.answer) == (0, None, AnswerSource.MODEL)
    assert second.generator is not None
    assert second.generator.name == "files/gen.cpp"
    assert (second.arguments, second.output_file) == (("5", "a b"), "2")
    assert package.problem.cases[1].input not in package.blobs
    assert package.problem.unsupported == (NOT_GENERATED,)


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ('<test method="manual"/>', "tests/03: is missing, and no generator makes it"),
        ('<test method="generated" cmd="other 1"/>', "tests/03 is missing, and so is the program 'other'"),
        ("<test method='generated' cmd='gen \"1'/>", "has a quote without an end"),
        ('<test method="generated" cmd="gen 1 &gt; 3"/>', "is none that calls one generator"),
    ],
)
def test_a_test_that_nothing_makes_is_an_error_that_names_it(read: Read, test: str, message: str) -> None:
    with pytest.raises(ProblemError, match=re.escape(message)):
        read(tests=TWO_TESTS + test)


def test_lines_that_end_as_on_windows_end_as_ours(read: Read) -> None:
    package = read({"tests/01": b"1\r\n2\r\n", "tests/02": b"no end"})

    contents = [package.blobs[case.input].read_bytes() for case in package.problem.cases]
    assert contents == [b"1\n2\n", b"no end"]


def test_names_of_files_for_input_and_output_are_kept(read: Read) -> None:
    xml = problem_xml().replace('input-file="" output-file=""', 'input-file="a.in" output-file="a.out"')

    problem = read({"problem.xml": xml}).problem

    assert (problem.input_file, problem.output_file) == ("a.in", "a.out")


def test_resources_for_solutions_are_included_by_language(read: Read) -> None:
    file = '<file path="files/grader.cpp" for-types="cpp.*" stages="COMPILE" assets="SOLUTION" type="cpp.g++17"/>'

    package = read({"files/grader.cpp": "int main() {}\n"}, files=f"<resources>{file}</resources>")

    assert [file.name for file in package.problem.includes["cpp"]] == ["grader.cpp"]


def test_several_runs_for_one_test_can_not_be_judged(read: Read) -> None:
    assert read(judging='run-count="2"').problem.unsupported == ("several runs for one test (run-count)",)


BOMB = '<!DOCTYPE problem [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE problem [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE, "<!DOCTYPE problem>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(read: Read, declaration: str, encoding: str) -> None:
    xml = problem_xml().replace("<problem", f"{declaration}<problem", 1).replace("utf-8", encoding, 1)

    with pytest.raises(ProblemError, match="declares a document type"):
        read({"problem.xml": xml.encode(encoding)})


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<problem>", "is no XML"),
        ("", "is no XML"),
        ("\0", "is no XML"),
        ("<other/>", "holds a 'other' where a problem is expected"),
        ("<problem/>", "has no testset"),
        ("<?xml version='1.0' encoding='klingon'?><problem/>", "is no XML"),
        ("<problem>" + "<a>" * 5000, "is nested more than"),
        (problem_xml(time_limit="nan"), "time-limit is to be a number"),
        (problem_xml(time_limit="0"), "there is no time limit above 0 ms"),
        (problem_xml(time_limit="1e3"), "time-limit is to be a number"),
        (problem_xml(tests='<test points="NaN"/>'), "points is to be a number"),
        (problem_xml(tests='<test points="-1"/>'), "points is to be a number"),
        (problem_xml(tests=""), "holds no test"),
        (problem_xml().replace("<test-count>2", "<test-count>3"), "says 3 tests, but 2 are described"),
        (problem_xml().replace("tests/%02d<", "../%02d<"), "leads out of the package"),
        (problem_xml().replace("tests/%02d<", "tests/%s<"), "is to hold one place for the number"),
        (problem_xml(checker="<checker><source path='/etc/passwd'/></checker>"), "leads out of the package"),
        (problem_xml(checker="<checker><source/></checker>"), "source lacks the attribute path"),
        (problem_xml().replace('input-file=""', 'input-file="../x"'), "is no name of a file"),
    ],
)
def test_a_broken_description_is_an_error_that_says_where(read: Read, xml: str, message: str) -> None:
    with pytest.raises(ProblemError, match=re.escape(message)) as error:
        read({"problem.xml": xml})

    assert error.value.path == "problem.xml"


def test_a_missing_answer_without_a_main_solution_is_an_error(read: Read) -> None:
    with pytest.raises(ProblemError, match=r"tests/02\.a: is missing, and there is no main solution"):
        read({"tests/02.a": None}, solutions="")


def test_a_link_out_of_the_package_is_not_read(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "whatever-3/tests").mkdir(parents=True)
    (tmp_path / "whatever-3/tests/01").symlink_to(tmp_path / "secret")

    with pytest.raises(ProblemError, match="leads out of the package"):
        read({"tests/01": None})


def test_statements_in_another_encoding_are_read_with_a_warning(read: Read) -> None:
    package = read({"statement-sections/english/legend.tex": "Caf\xe9".encode("latin-1")})

    assert package.problem.statements == {"en": "Café\n"}
    assert any("is not UTF-8" in warning for warning in package.warnings)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real packages are not here")
@pytest.mark.parametrize(("name", "cases", "preset"), [("little-h-reboot-7", 15, "rcmp4"), ("guess-array-1", 18, None)])
def test_a_real_package_without_its_programs_is_read(name: str, cases: int, preset: str | None) -> None:
    package = read_polygon(SHARED / name, name)

    assert len(package.problem.cases) == cases
    assert (package.problem.preset.name if package.problem.preset else None) == preset
    assert bool(package.problem.unsupported) == (preset is None)
