"""Which verdicts a package promises for its graded submissions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from judgebox.domain.errors import ProblemError
from judgebox.domain.expectation import Expectation
from judgebox.domain.problem import GradedSubmission
from judgebox.packages import read_package

MakePackage = Callable[..., Path]


def promises(package: Path) -> dict[str, tuple[str, ...]]:
    return {each.path.removeprefix("submissions/"): each.promised for each in read_package(package).submissions}


@pytest.mark.parametrize(
    ("directory", "promised"),
    [
        ("accepted", ("AC",)),
        ("wrong_answer", ("WA",)),
        ("time_limit_exceeded", ("TLE",)),
        ("run_time_error", ("MLE", "RTE", "SV")),
        ("rejected", ("WA", "TLE", "MLE", "RTE", "SV")),
        ("brute_force", ("TLE", "MLE", "RTE", "SV")),
        ("partially_accepted", ("PA",)),
        ("memory_limit_exceeded", ("MLE",)),
        ("output_limit_exceeded", ("OLE",)),
        ("compile_error", ("CE",)),
        ("other", ()),
    ],
)
def test_a_folder_promises_verdicts(make_package: MakePackage, directory: str, promised: tuple[str, ...]) -> None:
    assert promises(make_package({f"submissions/{directory}/x.py": "x"}))[f"{directory}/x.py"] == promised


def test_a_slow_program_may_also_be_wrong_in_legacy(make_package: MakePackage) -> None:
    package = make_package({"problem.yaml": "name: Sum\n", "submissions/time_limit_exceeded/x.py": "x"})

    assert promises(package)["time_limit_exceeded/x.py"] == ("WA", "TLE")


@pytest.mark.parametrize(
    ("comment", "promised"),
    [
        ("WRONG-ANSWER", ("WA",)),
        ("TIMELIMIT, RUN-ERROR", ("TLE", "MLE", "RTE", "SV")),
        ("correct", ("AC",)),
        ("RUN_TIME_ERROR", ("MLE", "RTE", "SV")),
        ("CHECK-MANUALLY", ()),
    ],
)
def test_a_comment_in_the_program_promises_verdicts(
    make_package: MakePackage, comment: str, promised: tuple[str, ...]
) -> None:
    package = make_package({"submissions/mixed/x.py": f"# @EXPECTED_RESULTS@: {comment}\nprint(1)\n"})

    assert promises(package)["mixed/x.py"] == promised


def test_a_comment_in_any_file_of_a_program_promises_verdicts(make_package: MakePackage) -> None:
    files = {"submissions/mixed/x/main.py": "x", "submissions/mixed/x/help.py": "# @EXPECTED_RESULTS@: TIMELIMIT"}

    assert promises(make_package(files))["mixed/x"] == ("TLE",)


def test_submissions_yaml_changes_and_adds_promises(make_package: MakePackage) -> None:
    package = make_package(
        {
            "submissions/submissions.yaml": """\
time_limit_exceeded:
  permitted: [AC, WA, TLE]
mixed/{one,two}.py:
  permitted: [AC, WA]
  required: [WA]
mixed/three*:
  permitted: [AC, RTE]
wrong_answer/x.py:
  model_solution: false
""",
            "submissions/time_limit_exceeded/x.py": "x",
            "submissions/mixed/one.py": "x",
            "submissions/mixed/two.py": "x",
            "submissions/mixed/three.py": "x",
            "submissions/wrong_answer/x.py": "x",
        }
    )

    assert promises(package) == {
        "accepted/add.py": ("AC",),
        "mixed/one.py": ("WA",),
        "mixed/three.py": ("AC", "MLE", "RTE", "SV"),
        "mixed/two.py": ("WA",),
        "time_limit_exceeded/x.py": ("WA", "TLE"),
        "wrong_answer/x.py": ("WA",),
    }


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("accepted:\n  permitted: [OK]\n", 2, "permitted is to be a list of"),
        ("accepted:\n  permitted: AC\n", 2, "permitted is to be a list"),
        ("accepted: AC\n", 1, "accepted is to be a map"),
        ("accepted:\n  score: high\n", 2, "score is to be a number"),
        ("accepted:\n  score: [3, 1]\n", 2, "least and the most"),
        ("accepted:\n  score: .nan\n", 2, "score is to be a number"),
        ("accepted:\n  permited: AC\n", 2, "'permited' is unknown"),
        ("accepted:\n  secret/a: {permited: [AC]}\n", 2, "'permited' is unknown"),
        ("'a[bc]':\n  permitted: [AC]\n", 2, "pattern"),
        ("- accepted\n", 1, "is to be a map"),
    ],
)
def test_a_wrong_submissions_yaml_is_refused(make_package: MakePackage, text: str, line: int, message: str) -> None:
    with pytest.raises(ProblemError, match=message) as refused:
        read_package(make_package({"submissions/submissions.yaml": text}))
    assert (refused.value.path, refused.value.line) == ("submissions/submissions.yaml", line)


def graded(package: Path, path: str) -> GradedSubmission:
    [found] = [each for each in read_package(package).submissions if each.path == f"submissions/{path}"]
    return found


def test_promises_for_single_groups_and_scores_are_read(make_package: MakePackage) -> None:
    text = """\
mixed/x.py:
  score: [10, 20.5]
  secret/group1:
    permitted: [AC]
  secret/{a,b}*:
    required: [TLE]
    score: 3
"""
    submission = graded(
        make_package({"submissions/submissions.yaml": text, "submissions/mixed/x.py": "x"}), "mixed/x.py"
    )

    assert submission.promised == ()
    assert submission.promised_score == (10, 20.5)
    assert submission.expectations == (
        Expectation(cases="secret/group1", permitted=("AC",)),
        Expectation(cases="secret/{a,b}*", required=("TLE",), score=(3, 3)),
    )


def test_expectations_of_the_folder_hold_for_all_cases(make_package: MakePackage) -> None:
    submission = graded(make_package({"submissions/wrong_answer/x.py": "x"}), "wrong_answer/x.py")

    assert submission.expectations == (Expectation(permitted=("AC", "WA"), required=("WA",)),)


def test_legacy_only_promises_the_final_verdict(make_package: MakePackage) -> None:
    package = make_package({"problem.yaml": "name: Sum\n", "submissions/wrong_answer/x.py": "x"})

    assert graded(package, "wrong_answer/x.py").expectations == ()


def test_where_a_problem_scores_a_wrong_answer_may_be_a_partial_one(make_package: MakePackage) -> None:
    package = make_package({"problem.yaml": "type: scoring\n", "submissions/wrong_answer/x.py": "x"})

    assert graded(package, "wrong_answer/x.py").promised == ("PA", "WA")
    assert graded(package, "accepted/add.py").promised == ("AC",)


@pytest.mark.parametrize(
    ("setting", "counts"), [("false", False), ("true", True), ("lower", True), ("upper", True), (None, None)]
)
def test_times_of_a_submission_can_be_left_out_of_account(
    make_package: MakePackage, setting: str | None, counts: bool | None
) -> None:
    line = "model_solution: true" if setting is None else f"use_for_time_limit: {setting}"
    package = make_package({"submissions/submissions.yaml": f"accepted/add.py:\n  {line}\n"})

    assert graded(package, "accepted/add.py").counts_for_time is counts


def test_language_and_entry_are_those_that_the_package_says(make_package: MakePackage) -> None:
    text = "accepted/*:\n  language: python3\n  entrypoint: main.py\n  authors: [Ada, {name: Alan}]\n"

    submission = graded(make_package({"submissions/submissions.yaml": text}), "accepted/add.py")

    assert (submission.language, submission.entry, submission.promised) == ("python", "main.py", ("AC",))


def test_settings_of_domjudge_name_language_and_entry(make_package: MakePackage) -> None:
    json = '{"accepted/add.py": {"language": "python3", "entry_point": "add", "user": "jury"}}'

    submission = graded(make_package({"submissions/submissions.json": json}), "accepted/add.py")

    assert (submission.language, submission.entry, submission.promised) == ("python", "add", ("AC",))


@pytest.mark.parametrize("path", ["submissions/expectations.yaml", "expectations.yaml"])
def test_drafts_promise_in_fewer_words(make_package: MakePackage, path: str) -> None:
    head = "problem_format_version: 2023-07-draft\nname: Sum\n"
    text = "mixed/a.py: TLE\nmixed/b.py: [WA, RTE]\nmixed/c.py:\n  secret/x: WA\n"
    files = {f"submissions/mixed/{name}.py": "x" for name in "abc"}

    package = make_package({"problem.yaml": head, path: text} | files)

    assert [graded(package, f"mixed/{name}.py").promised for name in "abc"] == [
        ("TLE",),
        ("WA", "MLE", "RTE", "SV"),
        (),
    ]
    assert graded(package, "mixed/c.py").expectations == (
        Expectation(cases="secret/x", permitted=("AC", "WA"), required=("WA",)),
    )


def test_promises_that_contradict_one_another_are_a_warning(make_package: MakePackage) -> None:
    text = "accepted/*:\n  permitted: [WA]\n  required: [WA]\n"

    read = read_package(make_package({"submissions/submissions.yaml": text}))

    assert read.warnings == ("submissions/accepted/add.py: the promises for it contradict one another",)


@pytest.mark.parametrize("folder", ["timelimit", "run-error", "WA", "correct"])
def test_older_names_of_folders_promise_the_same(make_package: MakePackage, folder: str) -> None:
    package = make_package({"problem.yaml": "name: Sum\n", f"submissions/{folder}/x.py": "x"})

    assert graded(package, f"{folder}/x.py").promised != ()


def test_a_program_of_several_files_is_read_whole(make_package: MakePackage) -> None:
    package = make_package(
        {
            "submissions/accepted/several/main.py": "import lib.help",
            "submissions/accepted/several/lib/help.py": "x",
            "submissions/accepted/several/data.txt": "y",
        }
    )

    submission = graded(package, "accepted/several")

    assert submission.files == {"data.txt": b"y", "lib/help.py": b"x", "main.py": b"import lib.help"}
    assert (submission.language, submission.entry) == ("python", "main.py")
    assert submission.source == b"import lib.help"


def test_a_program_in_an_old_python_says_so(make_package: MakePackage) -> None:
    package = make_package({"submissions/accepted/old.py": "#!/usr/bin/env python2\nprint 3\n"})

    assert graded(package, "accepted/old.py").language == "python2"


def test_what_is_no_program_is_left_out(make_package: MakePackage) -> None:
    package = make_package(
        {
            "submissions/accepted/README.md": "x",
            "submissions/accepted/.hidden": "x",
            "submissions/accepted/folder/main.py": "x",
            "submissions/accepted/empty/.hidden": "x",
        }
    )

    assert list(promises(package)) == ["accepted/add.py", "accepted/folder/main.py"]


def test_constants_are_put_into_submissions_and_statements(make_package: MakePackage) -> None:
    head = "problem_format_version: 2025-09\nname: Sum\nuuid: x\nlimits: {time_limit: 1}\nconstants: {max_n: 1000}\n"
    package = read_package(
        make_package(
            {
                "problem.yaml": head,
                "statement/problem.en.md": "At most {{max_n}}, {{other}}.\n\n{{nextsample}}\n",
                "submissions/accepted/add.py": b"N = {{max_n}} # \xff",
            }
        )
    )

    assert package.problem.statement == "At most 1000, {{other}}.\n"
    assert package.submissions[0].source == b"N = 1000 # \xff"
