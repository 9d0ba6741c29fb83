"""Preparing languages: who the compiler is, and what it makes once."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from judgebox.domain.errors import SandboxError, StoreError
from judgebox.domain.run import Command, Outcome
from judgebox.languages import Catalog, Language, Precompile
from judgebox.languages.catalog import Sample
from judgebox.testing import FakeSandbox, an_outcome
from judgebox.usecases.precompile import identity_of, prepare_languages

PRECOMPILE = Precompile(
    sources={"all.h": "everything"}, command=["/usr/bin/echoc", "all.h"], files={"bits/all.gch": "all.h"}
)
PLAIN = Language(
    name="Echo",
    source="main.echo",
    run=["./main"],
    programs=[],
    package="echo",
    version=["echo"],
    extensions=[".echo"],
    sample=Sample(source="x", input="", output=""),
    editor="python",
    compile=["echoc", "main.echo"],
)
LANGUAGE = msgspec.structs.replace(PLAIN, precompile=PRECOMPILE)


class MemoryPrecompiled:
    """Keeps files in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, bytes]] = {}

    async def find(self, name: str) -> Path | None:
        return Path("/cache", name) if name in self.kept else None

    async def keep(self, name: str, files: Mapping[str, bytes]) -> Path:
        self.kept[name] = files
        return Path("/cache", name)


class Compiler:
    def __init__(self, outcome: Outcome | None = None) -> None:
        self.outcome = outcome or an_outcome()
        self.commands: list[tuple[str, ...]] = []

    async def __call__(self, files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        self.commands.append(command.argv)
        return self.outcome


async def prepared(
    language: Language, kept: MemoryPrecompiled, compiler: Compiler | None = None, version: str = "echoc 1"
) -> Language:
    catalog = Catalog({"echo": language})
    await prepare_languages(catalog, {"echo": version}, FakeSandbox(compiler or Compiler()), kept)
    return catalog.languages["echo"]


async def test_a_compiler_makes_its_files_once_and_every_worker_uses_them() -> None:
    kept = MemoryPrecompiled()
    compiler = Compiler()

    first = await prepared(LANGUAGE, kept, compiler)
    second = await prepared(LANGUAGE, kept, compiler)

    assert compiler.commands == [("/usr/bin/echoc", "all.h")]
    assert list(kept.kept.values()) == [{"bits/all.gch": b"everything"}]
    assert first.prepared is not None
    assert first.prepared.precompiled == f"/cache/{next(iter(kept.kept))}"
    assert second == first


@pytest.mark.parametrize(
    ("language", "version"),
    [
        (LANGUAGE, "echoc 2"),
        (
            msgspec.structs.replace(
                LANGUAGE, precompile=msgspec.structs.replace(PRECOMPILE, command=["/usr/bin/echoc", "-O2", "all.h"])
            ),
            "echoc 1",
        ),
        (msgspec.structs.replace(LANGUAGE, environment={"LANG": "C"}), "echoc 1"),
    ],
    ids=["compiler", "flags", "environment"],
)
async def test_another_compiler_or_flag_makes_files_of_its_own(language: Language, version: str) -> None:
    kept = MemoryPrecompiled()

    await prepared(LANGUAGE, kept)
    await prepared(language, kept, version=version)

    assert len(kept.kept) == 2


async def test_a_language_without_such_files_only_gets_to_know_its_compiler() -> None:
    language = await prepared(PLAIN, MemoryPrecompiled())

    assert language.prepared is not None
    assert language.prepared.identity == await identity_of(PLAIN, "echoc 1")
    assert language.prepared.precompiled is None


async def fail(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    raise SandboxError("no room", step="mount")


class FullDisk(MemoryPrecompiled):
    async def keep(self, name: str, files: Mapping[str, bytes]) -> Path:
        raise StoreError("no room")


@pytest.mark.parametrize(
    ("language", "sandbox", "kept"),
    [
        (LANGUAGE, FakeSandbox(Compiler(an_outcome(exit_code=1))), MemoryPrecompiled()),
        (
            msgspec.structs.replace(LANGUAGE, precompile=msgspec.structs.replace(PRECOMPILE, files={"a": "b"})),
            FakeSandbox(Compiler()),
            MemoryPrecompiled(),
        ),
        (LANGUAGE, FakeSandbox(fail), MemoryPrecompiled()),
        (LANGUAGE, FakeSandbox(Compiler()), FullDisk()),
    ],
    ids=["the compiler fails", "a file is missing", "the box fails", "the disk is full"],
)
async def test_a_language_works_without_files_that_can_not_be_made(
    language: Language, sandbox: FakeSandbox, kept: MemoryPrecompiled
) -> None:
    catalog = Catalog({"echo": language})

    await prepare_languages(catalog, {"echo": "echoc 1"}, sandbox, kept)

    found = catalog.languages["echo"].prepared
    assert found is not None
    assert found.precompiled is None
    assert kept.kept == {}
