"""Which verdicts a package promises for its graded submissions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from judgebox.domain.errors import ProblemError
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
        ("'a[bc]':\n  permitted: [AC]\n", 2, "pattern"),
        ("- accepted\n", 1, "is to be a map"),
    ],
)
def test_a_wrong_submissions_yaml_is_refused(make_package: MakePackage, text: str, line: int, message: str) -> None:
    with pytest.raises(ProblemError, match=message) as refused:
        read_package(make_package({"submissions/submissions.yaml": text}))
    assert (refused.value.path, refused.value.line) == ("submissions/submissions.yaml", line)


def test_promises_for_single_groups_are_named_as_not_checked(make_package: MakePackage) -> None:
    text = "accepted/*:\n  secret/group1:\n    permitted: [AC]\n"

    warnings = read_package(make_package({"submissions/submissions.yaml": text})).warnings

    assert warnings == ("submissions/submissions.yaml:2: promises for single test groups are not checked yet",)


def test_what_is_no_program_is_left_out(make_package: MakePackage) -> None:
    package = make_package(
        {
            "submissions/accepted/README.md": "x",
            "submissions/accepted/.hidden": "x",
            "submissions/accepted/folder/main.py": "x",
            "submissions/accepted/several/one.py": "x",
            "submissions/accepted/several/two.py": "x",
        }
    )

    assert list(promises(package)) == ["accepted/add.py", "accepted/folder/main.py"]
    assert read_package(package).warnings == (
        "submissions/accepted/several: programs of several files are not judged yet",
    )


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
