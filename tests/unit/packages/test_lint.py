"""What is told of packages that are wrong or odd."""

from collections.abc import Callable
from pathlib import Path

import pytest

from judgebox.packages.lint import MOST_OF_A_KIND, Finding, Severity, lint

MakePackage = Callable[..., Path]

GOOD = {
    "problem.yaml": "problem_format_version: 2025-09\nname: Sum\nuuid: x\nlicense: cc0\ncredits: Ada\n"
    "limits: {time_limit: 1}\n",
    "input_validators/validate.py": "x",
    "submissions/wrong_answer/zero.py": "print(0)",
}


def findings_of(package: Path) -> list[Finding]:
    return lint(package)[1]


def test_nothing_is_told_of_a_package_that_is_fine(make_package: MakePackage) -> None:
    assert findings_of(make_package(GOOD)) == []


ODD: dict[str, tuple[dict[str, str | None], str, str]] = {
    "no accepted submission": (
        {"submissions/accepted/add.py": None},
        "submissions/accepted",
        "no submission is promised to be accepted",
    ),
    "no rejected submission": ({"submissions/wrong_answer/zero.py": None}, "submissions", "promised to be rejected"),
    "no input validator": ({"input_validators/validate.py": None}, "input_validators", "no program checks the inputs"),
    "no samples": ({"data/sample/1.in": None, "data/sample/1.ans": None}, "data/sample", "there are no samples"),
    "an unknown promise": ({"submissions/other/x.py": "x"}, "submissions/other/x.py", "nothing is promised"),
    "an unknown language": ({"submissions/accepted/x.zzz": "x"}, "submissions/accepted/x.zzz", "no language is known"),
    "a twin": ({"data/secret/03.in": "4 5\n", "data/secret/03.ans": "9\n"}, "data/secret/03.in", "same input as"),
    "no end": ({"data/secret/01.in": "4 5"}, "data/secret/01.in", "the last line of the input has no end"),
    "ends of Windows": ({"data/secret/01.in": "4 5\r\n"}, "data/secret/01.in", "CR LF"),
    "an empty answer": ({"data/secret/01.ans": ""}, "data/secret/01.ans", "the answer is empty"),
    "a warning of the reader": ({"statement/problem.sv.pdf": "x"}, "statement/problem.sv.pdf", "can't be shown"),
}


@pytest.mark.parametrize(("files", "place", "message"), ODD.values(), ids=ODD.keys())
def test_what_is_odd_is_a_warning_with_its_place(
    make_package: MakePackage, files: dict[str, str | None], place: str, message: str
) -> None:
    findings = findings_of(make_package({**GOOD, **files}))

    assert any(
        finding.severity is Severity.WARNING and finding.place == place and message in finding.message
        for finding in findings
    )


def test_a_language_that_the_problem_does_not_allow_is_told(make_package: MakePackage) -> None:
    files = {"problem.yaml": GOOD["problem.yaml"] + "languages: [cpp]\n"}

    messages = [finding.message for finding in findings_of(make_package({**GOOD, **files}))]

    assert messages.count("the problem does not allow its language, python") == 2


def test_what_can_not_be_judged_is_an_error_with_a_remedy(make_package: MakePackage) -> None:
    [finding] = findings_of(make_package({**GOOD, "output_validator/check.zzz": "x"}))

    assert finding.severity is Severity.ERROR
    assert finding.remedy == "name the file after its language, or add a script `build` or `run`"


def test_all_faults_of_a_broken_package_are_told_with_file_line_and_remedy(make_package: MakePackage) -> None:
    findings = findings_of(
        make_package(
            {
                **GOOD,
                "problem.yaml": GOOD["problem.yaml"] + "lisence: x\n",
                "data/secret/01.ans": None,
                "submissions/submissions.yaml": "accepted:\n  permitted: [OK]\n",
            }
        )
    )

    assert [(finding.severity, finding.place) for finding in findings] == [
        (Severity.ERROR, "problem.yaml:7"),
        (Severity.ERROR, "data/secret/01.in"),
        (Severity.ERROR, "submissions/submissions.yaml:2"),
    ]
    assert findings[0].message.startswith("the key 'lisence' is unknown")
    assert findings[0].remedy == "correct its spelling, or remove it"


def test_many_findings_of_a_kind_are_counted(make_package: MakePackage) -> None:
    files = {f"submissions/other/{index}.py": "x" for index in range(MOST_OF_A_KIND + 3)}

    findings = findings_of(make_package({**GOOD, **files}))

    assert len(findings) == MOST_OF_A_KIND + 1
    assert findings[-1].message == "3 more like the last one"


def test_what_is_no_package_is_an_error(tmp_path: Path) -> None:
    package, [finding] = lint(tmp_path)

    assert package is None
    assert (finding.severity, finding.place) == (Severity.ERROR, "problem.yaml")
