from collections.abc import Mapping
from pathlib import Path

import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Command, Outcome
from judgebox.languages.catalog import Catalog, Language, Sample
from judgebox.testing.sandbox import FakeSandbox, an_outcome
from judgebox.usecases.prove import failure_of_sample, find_broken, find_versions


@pytest.fixture
def language(tmp_path: Path) -> Language:
    (tmp_path / "add.echo").write_text("say")
    return Language(
        name="Echo",
        source="main.echo",
        run=["./main"],
        programs=[],
        package="echo-package",
        version=["echo"],
        extensions=[".echo"],
        sample=Sample(source=str(tmp_path / "add.echo"), input="1 2", output="1 2"),
        editor="python",
    )


async def echo(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    return an_outcome(output=stdin + b"\n")


async def crash(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    return an_outcome(exit_code=127, error=b"no such library")


async def no_box(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    raise SandboxError("no room", step="mount")


async def test_a_language_whose_sample_prints_what_it_should_is_proven(language: Language) -> None:
    assert await failure_of_sample(language, FakeSandbox(echo)) is None


async def test_a_language_whose_sample_crashes_is_broken_and_its_package_named(language: Language) -> None:
    assert await failure_of_sample(language, FakeSandbox(crash)) == "exited with code 127: no such library"
    assert await find_broken(Catalog({"echo": language}), ["echo"], FakeSandbox(crash)) == {"echo": "echo-package"}


async def test_a_box_that_fails_says_nothing_about_a_language(language: Language) -> None:
    assert await find_broken(Catalog({"echo": language}), ["echo"], FakeSandbox(no_box)) == {}


async def test_one_failure_on_a_busy_machine_does_not_switch_a_language_off(language: Language) -> None:
    runs = 0

    async def slow_once(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        nonlocal runs
        runs += 1
        return an_outcome(exit_code=1) if runs == 1 else await echo(files, command, stdin)

    assert await find_broken(Catalog({"echo": language}), ["echo"], FakeSandbox(slow_once)) == {}


async def test_a_language_is_asked_for_its_version(language: Language) -> None:
    async def say(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        assert command.argv == ("echo",)
        return an_outcome(output=b"Echo 1.2\nmore")

    assert await find_versions(Catalog({"echo": language}), ["echo"], FakeSandbox(say)) == {"echo": "Echo 1.2"}


async def test_a_language_that_does_not_say_its_version_has_none(language: Language) -> None:
    assert await find_versions(Catalog({"echo": language}), ["echo"], FakeSandbox(crash)) == {}
