"""DMOJ packages, sound, broken and hostile."""

import io
import json
import re
import stat
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import NOT_GENERATED, AnswerSource, Calling, Package, Preset
from judgebox.domain.scoring import Aggregation
from judgebox.packages.dmoj import read_dmoj

SHARED = Path(__file__).resolve().parents[4] / "shared/problems/dmoj-layout"

TWO_CASES = "test_cases:\n- {in: 1.in, out: 1.out, points: 40}\n- {in: 2.in, out: 2.out, points: 60}\n"

Read = Callable[..., Package]
Files = Mapping[str, str | bytes | None]


def archive_of(files: Mapping[str, str], *, link: str | None = None) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
        if link is not None:
            entry = zipfile.ZipInfo("link.in")
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            packed.writestr(entry, link)
    return content.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(init: str | bytes | None = TWO_CASES, files: Files | None = None) -> Package:
        folder = tmp_path / "aplusb"
        sound: Files = {"init.yml": init, "1.in": "1 2\n", "1.out": "3\n", "2.in": "3 4\n", "2.out": "7\n"}
        for name, content in {**sound, **(files or {})}.items():
            if content is None:
                continue
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_dmoj(folder.resolve(), folder.name)

    return read


def content(package: Package, index: int) -> tuple[bytes, bytes]:
    case = package.problem.cases[index]
    return package.blobs[case.input].read_bytes(), package.blobs[case.answer].read_bytes()


def test_cases_with_points_become_groups_of_their_own(read: Read) -> None:
    package = read()

    problem = package.problem
    assert problem.id == "aplusb"
    assert problem.preset == Preset(name="dmoj-standard")
    assert problem.scores
    assert problem.groups is not None
    assert [(group.members, group.max_score) for group in problem.groups.groups] == [((0,), 40), ((1,), 60)]
    assert [case.name for case in problem.cases] == ["secret/1", "secret/2"]
    assert content(package, 1) == (b"3 4\n", b"7\n")
    assert package.format == "dmoj"


def test_a_batch_gives_the_least_of_its_cases_and_stops_at_the_first_that_fails(read: Read) -> None:
    init = """
    test_cases:
    - {in: 1.in, out: 1.out, points: 10}
    - {points: 40, batched: [{in: 1.in, out: 1.out}, {in: 2.in, out: 2.out}]}
    - {points: 50, batched: [{in: 2.in, out: 2.out}], dependencies: [1]}
    """

    problem = read(init).problem

    assert problem.groups is not None
    _, first, second = problem.groups.groups
    assert (first.name, first.members, first.aggregation, first.max_score, first.stops) == (
        "secret/batch-1",
        (1, 2),
        Aggregation.MIN,
        40,
        True,
    )
    assert second.requires == ("secret/batch-1",)
    assert len({case.name for case in problem.cases}) == 4


def test_a_case_of_no_points_decides_on_all_that_come_after_it(read: Read) -> None:
    init = "test_cases:\n- {in: 1.in, out: 1.out, points: 0}\n- {in: 2.in, out: 2.out, points: 5}\n"

    groups = read(init).problem.groups

    assert groups is not None
    assert [group.requires for group in groups.groups] == [(), ("secret/case-1",)]


def test_pretests_come_first_and_give_no_points(read: Read) -> None:
    groups = read("pretest_test_cases:\n- {in: 1.in, out: 1.out, points: 9}\n" + TWO_CASES).problem.groups

    assert groups is not None
    assert [group.max_score for group in groups.groups] == [0, 40, 60]
    assert groups.groups[2].requires == ("secret/case-1",)


def test_settings_at_the_top_count_for_every_case(read: Read) -> None:
    package = read("points: 5\nout: 1.out\ntest_cases:\n- {in: 1.in}\n- {in: 2.in}\n")

    assert package.problem.groups is not None
    assert package.problem.groups.max_score == 10
    assert content(package, 1) == (b"3 4\n", b"3\n")


def test_the_folder_comes_before_the_archive(read: Read) -> None:
    data = archive_of({"1.in": "from the archive\n", "3.in": "9\n", "3.out": "9\n"})

    package = read(
        "archive: data.zip\ntest_cases:\n- {in: 1.in, out: 1.out}\n- {in: 3.in, out: 3.out}\n", {"data.zip": data}
    )

    assert content(package, 0) == (b"1 2\n", b"3\n")
    assert content(package, 1) == (b"9\n", b"9\n")


def test_cases_of_an_archive_are_found_by_the_names_that_dmoj_knows(read: Read) -> None:
    names = ["2.2.in", "1.in", "2.1.in", "3.in", "10.in"]
    files = {name: name for name in names} | {name.replace(".in", ".out"): name for name in names}

    package = read("archive: data.zip\npoints: 7\n", {"data.zip": archive_of(files), "1.in": None})

    groups = package.problem.groups
    assert groups is not None
    assert [group.members for group in groups.groups] == [(0,), (1, 2), (3,), (4,)]
    assert [content(package, index)[0] for index in range(5)] == [
        b"1.in\n",
        b"2.1.in\n",
        b"2.2.in\n",
        b"3.in\n",
        b"10.in\n",
    ]


def test_the_author_may_say_how_files_are_called_and_what_each_is_worth(read: Read) -> None:
    init = (
        "archive: data.zip\ntest_cases:\n  input_format: '^x(?P<case>\\d+)\\.dat$'\n"
        "  output_format: '^y(?P<case>\\d+)\\.dat$'\n  case_points: [20, 80]\n"
    )
    files = {"x1.dat": "1", "y1.dat": "1", "x2.dat": "2", "y2.dat": "2", "other": ""}

    groups = read(init, {"data.zip": archive_of(files)}).problem.groups

    assert groups is not None
    assert [group.max_score for group in groups.groups] == [20, 80]


def test_an_expression_that_takes_forever_is_an_error(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judgebox.packages.dmoj_names.MATCHING_S", 1)
    init = "archive: data.zip\ntest_cases:\n  input_format: '(a+)+(?P<case>b)'\n"

    with pytest.raises(ProblemError, match="takes more than 1 s"):
        read(init, {"data.zip": archive_of({"a" * 200: ""})})


def test_ends_of_lines_are_made_ours_unless_the_data_is_binary(read: Read) -> None:
    files = {"1.in": b"1\r\n2\r3", "2.in": b"1\r\n2\r3"}
    init = (
        "test_cases:\n- {in: 1.in, out: 1.out, points: 40}\n- {in: 2.in, out: 2.out, points: 60, binary_data: true}\n"
    )

    package = read(init, files)

    assert content(package, 0)[0] == b"1\n2\n3\n"
    assert content(package, 1)[0] == b"1\r\n2\r3"


@pytest.mark.parametrize(
    ("checker", "preset"),
    [
        ("easy", Preset(name="dmoj-easy")),
        ("{name: floats, args: {precision: 4}}", Preset(name="dmoj-floats", arguments=("precision=4",))),
        ("{name: identical, args: {pe_allowed: false}}", Preset(name="dmoj-identical")),
        (
            "{name: sorted, args: {split_on: whitespace}}",
            Preset(name="dmoj-sorted", arguments=("split_on=whitespace",)),
        ),
    ],
)
def test_checkers_of_dmoj_are_ours_with_their_arguments(read: Read, checker: str, preset: Preset) -> None:
    assert read(TWO_CASES + f"checker: {checker}\n").problem.preset == preset


def test_a_checker_in_python_is_called_by_a_script_and_told_what_a_case_is_worth(read: Read) -> None:
    init = TWO_CASES + "checker: {name: check.py, args: {eps: 0.5, strict: true}}\n"

    package = read(init, {"check.py": "def check(a, b, **_): return True\n"})

    (checker,) = package.problem.validators
    files = {file.name: package.blobs[file.content] for file in checker.files}
    assert files.keys() == {"run", "settings.json", "problem/check.py"}
    assert checker.language is None
    assert json.loads(files["settings.json"].read_text())["arguments"] == {"eps": 0.5, "strict": True}
    assert package.problem.cases[1].checker_arguments == ("60", "1", "0")


def test_a_testlib_checker_is_compiled_with_our_header(read: Read) -> None:
    init = TWO_CASES + "checker: {name: bridged, args: {files: check.cpp, lang: CPP17, type: testlib}}\n"

    package = read(init, {"check.cpp": '#include "testlib.h"\n'})

    assert [program.calling for program in package.problem.validators] == [Calling.TESTLIB]
    assert package.problem.cases[0].checker_arguments == ()


def test_arguments_of_a_checker_may_stand_beside_it(read: Read) -> None:
    init = TWO_CASES + "checker: bridged\nchecker_args: {files: check.cpp, lang: CPP17, type: testlib}\n"

    package = read(init, {"check.cpp": '#include "testlib.h"\n'})

    assert [program.name for program in package.problem.validators] == ["check.cpp"]


def test_a_checker_with_exit_codes_of_its_own_is_wrapped(read: Read) -> None:
    init = TWO_CASES + "checker: {name: bridged, args: {files: [check.cpp, h.h], lang: CPP17}}\n"

    package = read(init, {"check.cpp": "int main() {}\n", "h.h": ""})

    (checker,) = package.problem.validators
    assert {file.name for file in checker.files} == {
        "check.cpp",
        "h.h",
        "build",
        "run",
        "settings.json",
        "testlib.h",
    }
    assert {file.name for file in checker.files if file.executable} == {"build", "run"}


def test_an_interactor_needs_no_answers(read: Read) -> None:
    init = "interactive: {files: talk.cpp, type: testlib}\ntest_cases:\n- {in: 1.in, points: 20}\n"

    package = read(init, {"talk.cpp": '#include "testlib.h"\n'})

    assert package.problem.interactor is not None
    assert package.problem.preset is None
    assert content(package, 0) == (b"1 2\n", b"")


def test_a_generator_makes_inputs_and_answers(read: Read) -> None:
    init = "generator: gen.cpp\ntest_cases:\n- {generator_args: [1, two], points: 5}\n- {in: 1.in, out: 1.out}\n"

    package = read(init, {"gen.cpp": "int main() {}\n"})

    (test,) = package.to_generate
    assert test.generator is not None
    assert (test.case, test.arguments, test.answer) == (0, ("1", "two"), AnswerSource.GENERATOR)
    assert package.problem.unsupported == (NOT_GENERATED,)


def test_a_signature_grader_is_included_with_programs(read: Read) -> None:
    init = TWO_CASES + "signature_grader: {entry: handler.c, header: header.h}\n"

    includes = read(init, {"handler.c": "int main() {}\n", "header.h": ""}).problem.includes

    assert [file.name for file in includes["cpp"]] == ["handler.cpp", "header.h"]
    assert [file.name for file in includes["c"]] == ["handler.c", "header.h"]


def test_limits_are_ours_with_a_warning_unless_somebody_has_put_some_in(read: Read) -> None:
    package = read(TWO_CASES)
    limited = read(TWO_CASES + "time_limit: 1.5\nmemory_limit: 65536\noutput_limit_length: 1000\n")

    assert any("have no limits" in warning for warning in package.warnings)
    assert limited.problem.limits.time_limit == timedelta(seconds=1.5)
    assert limited.problem.limits.memory_bytes == 64 * 1024 * 1024
    assert limited.problem.limits.output_bytes == 1000
    assert any("time_limit is no key of DMOJ" in warning for warning in limited.warnings)


@pytest.mark.parametrize(
    ("init", "words"),
    [
        ("custom_judge: grader.py\n", "a grader in Python inside of the judge (custom_judge)"),
        ("symlinks: {a: b}\n", "links in the working directory (symlinks)"),
        ("output_only: true\n", "outputs in one archive (output_only)"),
    ],
)
def test_what_can_not_be_judged_is_said_in_words(read: Read, init: str, words: str) -> None:
    assert read(TWO_CASES + init).problem.unsupported == (words,)


def test_a_checker_for_a_single_case_can_not_be_judged_with(read: Read) -> None:
    init = "test_cases:\n- {in: 1.in, out: 1.out, checker: easy}\n- {in: 2.in, out: 2.out}\n"

    assert read(init).problem.unsupported == ("different checkers for different cases",)


def test_submissions_that_somebody_put_in_keep_the_promise_of_their_folder(read: Read) -> None:
    package = read(files={"submissions/accepted/sum.py": "print(1)\n"})

    assert [(each.path, each.promised) for each in package.submissions] == [("submissions/accepted/sum.py", ("AC",))]


@pytest.mark.parametrize(
    ("init", "message"),
    [
        ("", "init.yml: is missing or empty"),
        ("- a\n", "init.yml:1: init.yml is to be a map"),
        ("test_cases: []\n", "there is no test case"),
        ("test_cases:\n- {in: 9.in, out: 1.out}\n", "init.yml:2: 9.in is missing in the folder"),
        ("test_cases:\n- {in: 1.in}\n", "test case 1 has no answer"),
        ("test_cases:\n- {in: ../../etc/passwd, out: 1.out}\n", "leads out of the package"),
        ("test_cases:\n- {in: /etc/passwd, out: 1.out}\n", "leads out of the package"),
        ("test_cases:\n- {in: 1.in, out: 1.out, points: .nan}\n", "init.yml:2: points is to be a number"),
        ("test_cases:\n- {in: 1.in, out: 1.out, points: -3}\n", "init.yml:2: points is to be a number"),
        ("test_cases:\n- {in: 1.in, out: 1.out, points: 1e400}\n", "init.yml:2: points is to be a number"),
        ("test_cases:\n- {batched: []}\n", "init.yml:2: the batch holds no case"),
        ("test_cases:\n- {batched: [{batched: []}]}\n", "a batch can't hold a batch"),
        ("test_cases:\n- {batched: [{in: 1.in, out: 1.out}], dependencies: [1]}\n", "only depend on an earlier one"),
        ("test_cases++: print(1)\n", "init.yml:1: the key 'test_cases++' holds code, which is not run"),
        ("test_cases:\n- {in+: f(), out: 1.out}\n", "holds code, which is not run"),
        (TWO_CASES + "checker: nosuch\n", "init.yml:4: the checker 'nosuch' is unknown; known are bridged, easy"),
        (TWO_CASES + "checker: {name: floats, args: {precision: many}}\n", "init.yml:4: the checker dmoj-floats"),
        (TWO_CASES + "checker: gone.py\n", "gone.py is missing"),
        (TWO_CASES + "checker: {name: bridged}\n", "the key files"),
        (TWO_CASES + "checker: {args: {}}\n", "the checker lacks its name"),
        (TWO_CASES + "archive: gone.zip\n", "gone.zip is missing"),
        (TWO_CASES + "archive: 1.in\n", "1.in: is no zip archive that can be read"),
        (TWO_CASES + "generator: gone.cpp\ngenerator_args: [1]\n", "gone.cpp is missing"),
        (TWO_CASES + "signature_grader: {entry: 1.in}\n", "lacks the key header"),
        (TWO_CASES + "file_io: {input: ../x}\n", "is no name of a file"),
        (TWO_CASES + TWO_CASES, "the key 'test_cases' stands here twice"),
        ("test_cases: {input_format: '(', output_format: 'x'}\n", "is no regular expression of Python"),
        ("a: &a [*a]\ntest_cases: *a\n", "init.yml"),
        ("test_cases: [&a {batched: [*a]}]\n", "init.yml"),
        ("\0", "init.yml"),
    ],
)
def test_a_broken_package_is_an_error_that_names_its_place(read: Read, init: str | bytes, message: str) -> None:
    with pytest.raises(ProblemError, match=re.escape(message)):
        read(init)


def test_text_in_another_encoding_is_read_with_a_warning(read: Read) -> None:
    package = read(b"# caf\xe9\n" + TWO_CASES.encode())

    assert "init.yml:1: is not UTF-8 and read as Windows-1252" in package.warnings


@pytest.mark.parametrize(
    "hostile", [archive_of({"../evil": "x"}), archive_of({"/tmp/evil": "x"}), archive_of({}, link="/etc/passwd")]
)
def test_an_archive_that_leads_out_of_itself_is_refused(read: Read, hostile: bytes) -> None:
    with pytest.raises(ProblemError, match=r"data\.zip: .* leads out of the archive"):
        read(TWO_CASES + "archive: data.zip\n", {"data.zip": hostile})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real packages are not here")
@pytest.mark.parametrize(("name", "cases", "points"), [("oddecho", 16, 100), ("palindronium", 8, 80)])
def test_a_real_layout_is_read(name: str, cases: int, points: float) -> None:
    problem = read_dmoj(SHARED / name, name).problem

    assert len(problem.cases) == cases
    assert problem.groups is not None
    assert problem.groups.max_score == points
    assert not problem.unsupported
