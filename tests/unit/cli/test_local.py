from pathlib import Path

import pytest

from judgebox.cli.local import choose_language, exit_status_of, read_problem, read_source
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import printable
from judgebox.domain.errors import PlatformError, RequestError
from judgebox.domain.verdict import Verdict
from judgebox.languages import Catalog, Language, read_catalog


def a_catalog(**changes: object) -> Catalog:
    python = read_catalog().languages["python"]
    fields = {name: getattr(python, name) for name in Language.__struct_fields__}
    return Catalog({"python": Language(**fields | {"programs": ["/bin/sh"]} | changes)})


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"main\.py: No such file"):
        read_source(tmp_path / "main.py", limit_bytes=10)


def test_a_source_that_is_not_utf_8_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_bytes(b"print('\xff')")

    with pytest.raises(UsageError, match="byte 8"):
        read_source(tmp_path / "main.py", limit_bytes=100)


@pytest.mark.parametrize("content", [b"", b"12345678901", b"print(\0)"])
def test_a_source_that_can_not_be_judged_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "main.py").write_bytes(content)

    with pytest.raises(RequestError):
        read_source(tmp_path / "main.py", limit_bytes=10)


def test_the_language_is_guessed_from_the_name_of_the_file() -> None:
    assert choose_language(a_catalog(), "a/b/main.py")[0] == "python"


def test_a_named_language_wins_over_the_name_of_the_file() -> None:
    assert choose_language(a_catalog(), "main.txt", "Py3")[0] == "python"


@pytest.mark.parametrize(("path", "name"), [("main.txt", None), ("main.py", "brainfuck")])
def test_an_unknown_language_is_refused_with_those_that_are_known(path: str, name: str | None) -> None:
    with pytest.raises(UsageError, match="python"):
        choose_language(a_catalog(), path, name)


def test_a_language_that_is_missing_here_names_the_package_to_install() -> None:
    with pytest.raises(PlatformError, match="install the package python3"):
        choose_language(a_catalog(programs=["/no/such/program"]), "main.py")


def test_a_package_that_is_no_folder_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        read_problem(tmp_path / "nothing")


def test_a_broken_package_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "problem.yaml").write_text("problem_format_version: 2025-09\nname: [x\n")

    with pytest.raises(UsageError, match=rf"^{tmp_path}/problem\.yaml:\d: "):
        read_problem(tmp_path)


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (Verdict.ACCEPTED, ExitStatus.OK),
        (Verdict.WRONG_ANSWER, ExitStatus.NOT_ACCEPTED),
        (Verdict.COMPILE_ERROR, ExitStatus.NOT_ACCEPTED),
        (Verdict.JUDGE_ERROR, ExitStatus.FAILED),
    ],
)
def test_the_exit_status_tells_the_verdict(verdict: Verdict, status: ExitStatus) -> None:
    assert exit_status_of(verdict) is status


def test_a_program_can_not_steer_the_terminal_by_what_it_prints() -> None:
    assert (
        printable("a\tb\n\x1b[2Jc\x07\r")
        == "a\tb\n\N{REPLACEMENT CHARACTER}[2Jc\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    )


def test_a_source_without_end_is_read_no_further_than_its_limit() -> None:
    with pytest.raises(RequestError, match="the limit is 100"):
        read_source(Path("/dev/zero"), limit_bytes=100)
