"""A toolchain is another one when its files are, and only then."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from judgebox.languages import fingerprint_of


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    (tmp_path / "include" / "c++").mkdir(parents=True)
    for name in ("cc1", "as-1", "include/stdio.h", "include/c++/vector"):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, ns=(1, 1))
    (tmp_path / "as").symlink_to("as-1")
    return tmp_path


def patterns(tools: Path) -> list[str]:
    return [f"{tools}/cc*", f"{tools}/as", f"{tools}/include", f"{tools}/not-there"]


CHANGES: dict[str, Callable[[Path], object]] = {
    "another size": lambda tools: (tools / "cc1").write_text("another compiler"),
    "another time": lambda tools: os.utime(tools / "cc1", ns=(1, 2)),
    "a header that is new": lambda tools: (tools / "include/c++/map").write_text(""),
    "a header that is gone": lambda tools: (tools / "include/c++/vector").unlink(),
    "a header that changed": lambda tools: os.utime(tools / "include/c++/vector", ns=(1, 2)),
    "a link with another name": lambda tools: (tools / "as").rename(tools / "cc2"),
    "another file of the pattern": lambda tools: (tools / "cc1plus").write_text(""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_a_toolchain_is_noticed(tools: Path, change: Callable[[Path], object]) -> None:
    before = fingerprint_of(patterns(tools))

    change(tools)

    assert fingerprint_of(patterns(tools)) != before


def test_an_unchanged_toolchain_stays_the_same_whatever_happens_beside_it(tools: Path) -> None:
    before = fingerprint_of(patterns(tools))

    (tools / "notes").write_text("x")
    (tools / "include" / "dangling.h").symlink_to("nowhere")

    assert fingerprint_of(patterns(tools)) == before
    assert fingerprint_of(patterns(tools)[::-1]) == before
