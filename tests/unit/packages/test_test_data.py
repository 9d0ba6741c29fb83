"""Which test cases a package has, and how their output is compared."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Comparison
from judgebox.packages import read_package

MakePackage = Callable[..., Path]
LEGACY = {"problem.yaml": "name: Sum\n"}
MODERN = "problem_format_version: 2025-09\nname: Sum\nuuid: x\n"
SCORING = "problem_format_version: 2025-09\nname: Sum\nuuid: x\ntype: scoring\n"


def case_names(package: Path) -> list[str]:
    return [case.name for case in read_package(package).problem.cases]


def a_case(path: str) -> dict[str, str]:
    return {f"data/{path}.in": "1\n", f"data/{path}.ans": "1\n"}


def test_samples_come_first_and_are_visible(make_package: MakePackage) -> None:
    problem = read_package(make_package()).problem

    assert [case.name for case in problem.cases] == ["sample/1", "secret/01", "secret/02-big"]
    assert [case.visible for case in problem.cases] == [True, False, False]


def test_cases_come_in_the_order_of_their_names(make_package: MakePackage) -> None:
    package = make_package(a_case("secret/10") | a_case("secret/9") | a_case("secret/1") | a_case("secret/1-a"))

    assert case_names(package)[1:] == [f"secret/{name}" for name in ("01", "02-big", "1", "1-a", "10", "9")]


def test_groups_and_cases_of_legacy_are_taken_as_they_are_sorted(make_package: MakePackage) -> None:
    package = make_package(LEGACY | a_case("secret/g2/a") | a_case("secret/g1/deep/er/b") | a_case("secret/z"))

    assert case_names(package)[3:] == ["secret/g1/deep/er/b", "secret/g2/a", "secret/z"]


def test_data_is_known_by_its_hash_and_where_it_lies(make_package: MakePackage) -> None:
    package = make_package()

    read = read_package(package)
    case = read.problem.cases[1]

    assert case.input == sha256(b"4 5\n").hexdigest()
    assert read.blobs[case.input] == package / "data/secret/01.in"
    assert read.blobs[case.answer].read_bytes() == b"9\n"


def test_the_version_changes_with_the_data_and_only_with_the_problem(make_package: MakePackage) -> None:
    versions = [
        read_package(make_package(files, name=f"v{index}/sum")).problem.version
        for index, files in enumerate(
            [
                {},
                {"README": "x", "submissions/wrong_answer/a.py": "x", "data/.hidden": "x"},
                {"data/secret/01.ans": "10\n"},
                {"statement/problem.en.md": "Add!\n"},
            ]
        )
    ]

    assert versions[0] == versions[1]
    assert len({*versions}) == 3


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"data/secret/01.ans": None}, r"data/secret/01\.in: has no answer"),
        ({"data/secret/01.in": None}, r"data/secret/01\.ans: there is no 01\.in"),
        (a_case("secret/group/1"), "data/secret: holds test cases and test groups"),
        ({"data/secret/a b.in": "1"}, "data/secret: the name 'a b.in' is not made of"),
        ({"data/secret/.in/x": None, "data/secret/-.in": "1"}, "data/secret: the name '-.in'"),
    ],
)
def test_data_that_is_not_whole_is_refused(
    make_package: MakePackage, files: dict[str, str | None], message: str
) -> None:
    with pytest.raises(ProblemError, match=message):
        read_package(make_package(files))


@pytest.mark.parametrize("problem_yaml", [{}, LEGACY])
def test_a_package_without_secret_cases_is_refused(make_package: MakePackage, problem_yaml: dict[str, str]) -> None:
    secret = {f"data/secret/{name}": None for name in ("01.in", "01.ans", "02-big.in", "02-big.ans")}

    with pytest.raises(ProblemError, match="data/secret: holds no test case"):
        read_package(make_package(problem_yaml | secret))


def test_an_answer_without_input_is_a_warning_in_legacy(make_package: MakePackage) -> None:
    warnings = read_package(make_package(LEGACY | {"data/sample/2.ans": "1"})).warnings

    assert "data/sample/2.ans: there is no 2.in to this answer" in warnings


def test_an_interactive_sample_is_no_test_case(make_package: MakePackage) -> None:
    package = make_package({"data/sample/2.interaction": "<1\n>2\n", "data/sample/1.in.statement": "x"})

    assert case_names(package) == ["sample/1", "secret/01", "secret/02-big"]


def test_a_link_inside_the_package_is_followed(make_package: MakePackage) -> None:
    package = make_package({"data/secret/02-big.in": None})
    (package / "data/secret/02-big.in").symlink_to("01.in")

    first, second = read_package(package).problem.cases[1:]

    assert first.input == second.input


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../outside.in", "nowhere"])
def test_a_link_out_of_the_package_or_to_nothing_is_refused(make_package: MakePackage, target: str) -> None:
    package = make_package({"data/secret/02-big.in": None, "../outside.in": "secret"})
    (package / "data/secret/02-big.in").symlink_to(target)

    with pytest.raises(ProblemError, match=r"data/secret/02-big\.in: "):
        read_package(package)


def test_a_folder_that_contains_itself_is_refused(make_package: MakePackage) -> None:
    package = make_package(LEGACY)
    (package / "data/secret/loop").symlink_to("../secret")

    with pytest.raises(ProblemError, match="folders deep"):
        read_package(package)


def test_a_pipe_is_refused_and_not_waited_for(make_package: MakePackage) -> None:
    package = make_package({"data/secret/02-big.in": None})
    os.mkfifo(package / "data/secret/02-big.in")

    with pytest.raises(ProblemError, match=r"02-big\.in: is no regular file"):
        read_package(package)


def test_arguments_of_the_validator_are_inherited_and_replaced(make_package: MakePackage) -> None:
    package = make_package(
        {
            "data/test_group.yaml": "output_validator_args: [case_sensitive]\n",
            "data/secret/test_group.yaml": "output_validator_args: [float_absolute_tolerance, '1e-3']\n",
        }
    )

    read = read_package(package)

    assert read.problem.comparison == Comparison(absolute_tolerance=1e-3)
    assert [case.comparison for case in read.problem.cases] == [Comparison(case_sensitive=True), None, None]


def test_arguments_of_testdata_yaml_are_added_to_those_of_problem_yaml(make_package: MakePackage) -> None:
    package = make_package(
        {
            "problem.yaml": "validator_flags: case_sensitive\n",
            "data/testdata.yaml": "output_validator_flags: space_change_sensitive\non_reject: break\n",
        }
    )

    assert read_package(package).problem.comparison == Comparison(case_sensitive=True, space_change_sensitive=True)


def test_each_case_may_be_compared_in_its_own_way(make_package: MakePackage) -> None:
    files = a_case("secret/3") | {"data/secret/01.yaml": "output_validator_args: case_sensitive\n"}

    problem = read_package(make_package(files)).problem

    assert problem.comparison == Comparison()
    assert [case.comparison for case in problem.cases[1:]] == [Comparison(case_sensitive=True), None, None]


def test_arguments_for_a_validator_of_the_author_go_to_it(make_package: MakePackage) -> None:
    package = make_package(
        {
            "problem.yaml": "validation: custom\nvalidator_flags: --strict\n",
            "output_validators/check.py": "exit(42)\n",
            "data/secret/testdata.yaml": "output_validator_flags: max=3 x\n",
        }
    )

    problem = read_package(package).problem

    assert [case.checker_arguments for case in problem.cases[:2]] == [("--strict",), ("--strict", "max=3", "x")]


def test_a_case_has_arguments_and_files_for_the_submission(make_package: MakePackage) -> None:
    package = make_package(
        {
            "data/secret/01.yaml": "args: [--fast, 'a b']\nhint: Think.\n",
            "data/secret/01.files/words/en.txt": "one\n",
            "data/secret/test_group.yaml": "args: [--slow]\n",
        }
    )

    read = read_package(package)
    _, first, second = read.problem.cases

    assert (first.arguments, second.arguments) == (("--fast", "a b"), ("--slow",))
    assert [file.name for file in first.files] == ["words/en.txt"]
    assert read.blobs[first.files[0].content].read_bytes() == b"one\n"


def test_arguments_of_input_validators_are_told_by_case_and_validator(make_package: MakePackage) -> None:
    package = make_package(
        {
            "data/secret/01.yaml": "input_validator_args: {check: [small], other: [x, y]}\n",
            "data/secret/test_group.yaml": "input_validator_args: [--n, '5']\n",
        }
    )

    assert read_package(package).input_arguments == {
        "secret/01": {"check": ("small",), "other": ("x", "y")},
        "secret/02-big": {"": ("--n", "5")},
    }


def test_constants_stand_in_settings_of_cases(make_package: MakePackage) -> None:
    constants = {"problem.yaml": MODERN + "constants: {most: 17}\n"}
    package = make_package(constants | {"data/secret/test_group.yaml": "args: [--most, '{{most}}']\n"})

    assert read_package(package).problem.cases[1].arguments == ("--most", "17")


@pytest.mark.parametrize("name", ["a b", "a'b\"c", "a\nb", "-x", "f\u00e4"])
def test_legacy_takes_cases_of_any_name_and_tells_of_it(make_package: MakePackage, name: str) -> None:
    read = read_package(make_package(LEGACY | a_case(f"secret/{name}")))

    assert len(read.problem.cases) == 4
    assert all(case.name.isprintable() for case in read.problem.cases)
    assert any("is not made of letters" in warning for warning in read.warnings)


def test_a_name_that_is_no_text_is_taken_by_legacy(make_package: MakePackage) -> None:
    package = make_package(LEGACY)
    secret = os.fsencode(package / "data/secret")
    for suffix in (b".in", b".ans"):
        Path(os.fsdecode(secret + b"/01" + suffix)).rename(os.fsdecode(secret + b"/\xe4" + suffix))

    names = [case.name for case in read_package(package).problem.cases]

    assert "secret/\\udce4" in names


def test_legacy_takes_answers_by_an_old_name(make_package: MakePackage) -> None:
    read = read_package(make_package(LEGACY | {"data/secret/3.in": "1", "data/secret/3.out": "5\n"}))

    assert read.blobs[read.problem.cases[-1].answer].read_bytes() == b"5\n"
    assert "data/secret/3.in: has no .ans, so its .out is taken as the answer" in read.warnings


def test_a_dialogue_needs_no_answer_in_legacy(make_package: MakePackage) -> None:
    interactive = {"problem.yaml": "validation: custom interactive\n", "output_validators/talk.py": "exit(42)\n"}

    read = read_package(make_package(interactive | {"data/secret/01.ans": None}))

    assert read.blobs[read.problem.cases[1].answer].read_bytes() == b""


def test_an_empty_group_is_refused_in_the_strict_format_and_passed_over_elsewhere(make_package: MakePackage) -> None:
    empty = {"data/secret/group/README": "nothing"}
    flat = {f"data/secret/{name}": None for name in ("01.in", "01.ans", "02-big.in", "02-big.ans")}

    with pytest.raises(ProblemError, match="data/secret/group: holds no test case"):
        read_package(make_package(empty | flat | a_case("secret/other/1"), name="strict"))
    assert "data/secret/group: holds no test case" in read_package(make_package(LEGACY | empty)).warnings


def test_data_beside_sample_and_secret_is_told_of_unless_it_tests_validators(make_package: MakePackage) -> None:
    files = a_case("extra/1") | {"data/invalid_input/1.in": "x"}

    warnings = read_package(make_package(LEGACY | files)).warnings

    assert [warning for warning in warnings if "neither" in warning] == [
        "data/extra: lies neither in sample nor in secret, and is not judged"
    ]


def test_ten_thousand_cases_are_read_and_one_more_is_not(make_package: MakePackage) -> None:
    package = make_package(LEGACY)
    for index in range(9_997):
        for suffix in ("in", "ans"):
            (package / f"data/secret/{index}-.{suffix}").hardlink_to(package / f"data/secret/01.{suffix}")

    assert len(read_package(package).problem.cases) == 10_000
    for suffix in ("in", "ans"):
        (package / f"data/secret/x.{suffix}").hardlink_to(package / f"data/secret/01.{suffix}")
    with pytest.raises(ProblemError, match="data/secret: holds more than 10000 test cases"):
        read_package(package)


def test_an_unknown_key_of_a_group_is_refused_in_the_strict_format(make_package: MakePackage) -> None:
    with pytest.raises(ProblemError, match=r"data/secret/test_group\.yaml:2: the key 'max_scor' is unknown"):
        read_package(make_package({"data/secret/test_group.yaml": "max_score: 100\nmax_scor: 3\n"}))


def test_a_scoring_problem_without_groups_shares_100_points(make_package: MakePackage) -> None:
    problem = read_package(make_package({"problem.yaml": SCORING})).problem

    assert problem.scores
    assert [case.points for case in problem.cases] == [None, 50.0, 50.0]
    assert problem.unsupported == ()


def test_legacy_points_that_share_100_are_taken(make_package: MakePackage) -> None:
    files = {"problem.yaml": "type: scoring\n", "data/secret/testdata.yaml": "accept_score: 50\ngrader_flags: sum\n"}

    problem = read_package(make_package(files)).problem

    assert [case.points for case in problem.cases] == [None, 50.0, 50.0]
    assert problem.unsupported == ()
