"""What `judgebox languages` makes of what was found out."""

import pytest
from rich.console import Console

from judgebox.cli.checks import Check, Health
from judgebox.cli.languages import Status, draw_languages, entry_as_json, entry_of
from judgebox.languages import read_catalog

PYTHON = read_catalog().languages["python"]


def a_check(health: Health) -> Check:
    return Check(name="language python", health=health, found="printed 4")


@pytest.mark.parametrize(
    ("installed", "check", "status"),
    [
        (False, None, Status.MISSING),
        (True, None, Status.INSTALLED),
        (True, a_check(Health.FINE), Status.PROVEN),
        (True, a_check(Health.FAILED), Status.BROKEN),
    ],
)
def test_a_language_is_what_was_found_out_about_it(installed: bool, check: Check | None, status: Status) -> None:
    assert entry_of("python", PYTHON, installed=installed, check=check).status is status


def drawn(*, everything: bool) -> str:
    entries = [
        entry_of("python", PYTHON, installed=True, version="Python 3.11.2", check=a_check(Health.FAILED)),
        entry_of("pypy", PYTHON, installed=False),
    ]
    console = Console(width=200, no_color=True)
    with console.capture() as capture:
        console.print(draw_languages(console, entries, everything=everything))
    return capture.get()


def test_what_is_missing_is_only_counted_unless_it_is_asked_for() -> None:
    assert "pypy" not in drawn(everything=False)
    assert "1 more are not installed" in drawn(everything=False)
    assert "pypy" in drawn(everything=True)


def test_what_is_broken_is_told_with_the_reason() -> None:
    assert "python: printed 4" in drawn(everything=False)


def test_the_json_names_the_package_of_what_is_missing() -> None:
    item = entry_as_json(entry_of("python", PYTHON, installed=False))

    assert (item["status"], item["package"], item["version"]) == ("missing", "python3", None)
