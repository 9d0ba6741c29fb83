"""Compiling with the cache: what is kept, what is not, and that no one can tell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from judgebox.domain.errors import SandboxError, StoreError
from judgebox.domain.run import Command, Ending, Outcome
from judgebox.domain.verdict import Reason
from judgebox.languages import Language, Prepared
from judgebox.languages.catalog import CompileLimits, Sample
from judgebox.ports import CachedCompile, Mount
from judgebox.testing import FakeSandbox, MemoryCompileCache, an_outcome
from judgebox.testing.sandbox import FakeBox
from judgebox.usecases.artifact import pack, unpack
from judgebox.usecases.compile import Compiled, compile_in, key_of, mounts_of

LANGUAGE = Language(
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
    prepared=Prepared(identity="echoc 1"),
)


class CompilingBox(FakeBox):
    """A box whose compiler leaves files, which a program here can't."""

    def __init__(self, outcome: Outcome, made: Mapping[str, bytes]) -> None:
        super().__init__(self._compile)
        self._outcome = outcome
        self._made = made
        self.runs = 0

    async def _compile(self, files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        self.runs += 1
        self._files.update(self._made)
        return self._outcome

    async def files(self) -> Mapping[str, bytes]:
        return await self.collect(limit_bytes=1 << 30)


def a_box(outcome: Outcome | None = None, made: Mapping[str, bytes] | None = None) -> CompilingBox:
    return CompilingBox(outcome or an_outcome(), {"main": b"\x7fELF"} if made is None else made)


@pytest.fixture
def cache() -> MemoryCompileCache:
    return MemoryCompileCache()


async def compile_twice(
    cache: MemoryCompileCache, first: CompilingBox, *, source: str = "say", language: Language = LANGUAGE
) -> tuple[Compiled, Compiled, CompilingBox]:
    second = a_box(made={"main": b"another"})
    one = await compile_in(first, "say", LANGUAGE, cache)
    return one, await compile_in(second, source, language, cache), second


async def test_a_source_that_was_compiled_before_is_not_compiled_again(cache: MemoryCompileCache) -> None:
    first = a_box(an_outcome(error=b"a warning\n"), {"main": b"\x7fELF", "deep/er.o": b""})

    one, other, second = await compile_twice(cache, first)

    assert one == other == Compiled(reason=None, output="a warning\n")
    assert second.runs == 0
    assert await second.files() == await first.files()


async def test_a_refused_source_is_refused_again_with_the_same_words(cache: MemoryCompileCache) -> None:
    one, other, second = await compile_twice(cache, a_box(an_outcome(exit_code=1, error=b"main.echo:1: no\n")))

    assert one == other == Compiled(reason=Reason.COMPILER, output="main.echo:1: no\n")
    assert second.runs == 0


@pytest.mark.parametrize(
    "outcome",
    [
        an_outcome(ending=Ending.KILLED_OUT_OF_CPU_TIME),
        an_outcome(ending=Ending.KILLED_OUT_OF_WALL_TIME, cpu_time=timedelta(milliseconds=1)),
        an_outcome(ending=Ending.KILLED_OUT_OF_MEMORY),
        an_outcome(ending=Ending.KILLED_OUT_OF_OUTPUT),
        an_outcome(signal=11),
        an_outcome(exit_code=1, memory_bytes=1000 << 20),
        an_outcome(exit_code=1, cpu_time=timedelta(seconds=9)),
    ],
    ids=["cpu", "wall", "memory", "output", "crash", "nearly out of memory", "nearly out of time"],
)
async def test_a_compile_that_may_have_met_a_limit_is_done_again(cache: MemoryCompileCache, outcome: Outcome) -> None:
    one, other, second = await compile_twice(cache, a_box(outcome))

    assert one.reason is not None
    assert other.reason is None
    assert second.runs == 1


async def test_a_box_that_fails_leaves_nothing_in_the_cache(cache: MemoryCompileCache) -> None:
    async def fail(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        raise SandboxError("no room", step="mount")

    async with FakeSandbox(fail).box() as box:
        with pytest.raises(SandboxError):
            await compile_in(box, "say", LANGUAGE, cache)

    assert await cache.get(key_of("say", LANGUAGE) or "") is None


CHANGES: dict[str, dict[str, object]] = {
    "compiler": {"prepared": Prepared(identity="echoc 2")},
    "flags": {"compile": ["echoc", "-O2", "main.echo"]},
    "split of flags": {"compile": ["echoc main.echo"]},
    "environment": {"environment": {"LANG": "C"}},
    "limits": {"compile_limits": CompileLimits(memory_mib=64)},
    "processes": {"processes": 7},
    "name of the source": {"source": "Main.echo"},
    "mounts": {"mounts": ["/opt/echo"]},
    "language": {"name": "Echo 2"},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
async def test_what_decides_on_a_compile_is_in_its_key(cache: MemoryCompileCache, changes: dict[str, object]) -> None:
    language = msgspec.structs.replace(LANGUAGE, **changes)

    _, _, second = await compile_twice(cache, a_box(), language=language)

    assert second.runs == 1
    assert (await second.files())["main"] == b"another"


async def test_another_source_gets_nothing_of_what_a_hostile_one_made(cache: MemoryCompileCache) -> None:
    hostile = a_box(made={"main": b"evil", "main.echo": b"say twice", "extra": b"x"})

    _, _, second = await compile_twice(cache, hostile, source="say twice")

    assert second.runs == 1
    assert await second.files() == {"main.echo": b"say twice", "main": b"another"}


async def test_precompiled_files_are_shown_in_boxes_and_not_part_of_the_key(tmp_path: Path) -> None:
    place = tmp_path / "files"
    place.mkdir()
    language = msgspec.structs.replace(LANGUAGE, prepared=Prepared(identity="echoc 1", precompiled=str(place)))

    assert mounts_of(language) == (Mount(source=str(place), target="/precompiled"),)
    assert mounts_of(LANGUAGE) == ()
    assert key_of("say", language) == key_of("say", LANGUAGE)
    place.rmdir()
    assert mounts_of(language) == ()


async def test_nothing_is_kept_while_the_compiler_is_not_known(cache: MemoryCompileCache) -> None:
    unknown = msgspec.structs.replace(LANGUAGE, prepared=None)

    await compile_in(a_box(), "say", unknown, cache)
    second = a_box()
    await compile_in(second, "say", unknown, cache)

    assert second.runs == 1


@pytest.mark.parametrize("packed", [b"", b"judgebox compiled files 1\n\xff", pack({"main": b"x"})[:-1]])
async def test_a_damaged_artifact_costs_a_compile(cache: MemoryCompileCache, packed: bytes) -> None:
    await cache.put(key_of("say", LANGUAGE) or "", CachedCompile(packed=packed, output="old"))
    box = a_box()

    assert await compile_in(box, "say", LANGUAGE, cache) == Compiled(reason=None, output="")
    assert box.runs == 1


async def test_a_cache_that_is_away_costs_a_compile() -> None:
    class Away(MemoryCompileCache):
        async def get(self, key: str) -> CachedCompile | None:
            raise StoreError("the database is away")

    box = a_box()

    assert (await compile_in(box, "say", LANGUAGE, Away())).reason is None
    assert box.runs == 1


async def test_files_with_names_that_are_no_text_or_too_large_are_not_kept(cache: MemoryCompileCache) -> None:
    for made in ({"\udcff": b""}, {"main": bytes(64 * 1024 * 1024)}):
        one, _, second = await compile_twice(cache, a_box(made=made))
        assert one.reason is None
        assert second.runs == 1
        cache = MemoryCompileCache()


def test_packing_does_not_depend_on_the_order_of_files() -> None:
    files = {"b": b"2", "a/c": b"\0"}

    assert pack(files) == pack(dict(reversed(files.items())))
    assert unpack(pack(files)) == files
    assert replace(CachedCompile(packed=pack(files), output="x")).size_bytes > len(pack(files))
