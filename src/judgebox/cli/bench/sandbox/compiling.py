"""Part `compile`: C++ with all headers of its library, by the bare compiler, in a box, and from the cache."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from judgebox.blobs import PrecompiledDirectory
from judgebox.cli.bench.figures import Aim, PartReport, Timing, Unmeasured, ratio_aim, time_aim, timing_of
from judgebox.cli.bench.sandbox.bare_process import BareProcess
from judgebox.cli.bench.sandbox.figures import Part
from judgebox.cli.bench.sandbox.turns import Subject, measure_in_turn, timed
from judgebox.domain.errors import PlatformError
from judgebox.languages import Catalog, Language
from judgebox.ports import CompileCache, Sandbox
from judgebox.testing import MemoryCompileCache
from judgebox.usecases.compile import compile_in, key_of, mounts_of
from judgebox.usecases.precompile import prepare_languages
from judgebox.usecases.prove import version_of

WARM_UP = 1

BARE = "g++ bare"
IN_BOX = "g++ in a box, header precompiled"
FROM_CACHE = "the same source again, from the cache"
OF_BARE = 0.35
FROM_CACHE_MS = 10.0

SOURCE = """\
#include <bits/stdc++.h>

int main()
{
    std::vector<int> numbers{std::istream_iterator<int>(std::cin), {}};
    std::sort(numbers.begin(), numbers.end());
    std::cout << std::accumulate(numbers.begin(), numbers.end(), 0LL) << '\\n';
}
"""
PLAIN = ("/usr/bin/g++", "-std=gnu++20", "-O2", "-o", "main", "main.cpp")
"""The command that is compared with: the language's own uses what was prepared for it."""


async def measure_compiles(sandbox: Sandbox, catalog: Catalog, *, rounds: int) -> PartReport:
    """Measure compiles of sources that differ in a comment, so that none was ever seen before, and of one that was."""
    if catalog.missing_programs("cpp"):
        return PartReport(part=Part.COMPILE, unmeasured=[Unmeasured(name="all", reason="g++ is not installed")])
    sources = _sources()
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        directory = _readable(Path(name))
        cpp = await _prepare(sandbox, catalog, directory)
        cache = await _filled_cache(sandbox, cpp)
        subjects = [
            Subject(BARE, lambda: _compile_bare(directory, next(sources), cpp)),
            Subject(IN_BOX, lambda: _compile_in_box(sandbox, next(sources), cpp)),
            Subject(FROM_CACHE, lambda: _compile_in_box(sandbox, SOURCE, cpp, cache)),
        ]
        samples = await measure_in_turn(subjects, rounds=rounds, block=1, warm_up=WARM_UP)
    timings = {key: timing_of(key, values) for key, values in samples.items()}
    return PartReport(part=Part.COMPILE, timings=list(timings.values()), aims=aims_of_compiles(timings))


async def _prepare(sandbox: Sandbox, catalog: Catalog, directory: Path) -> Language:
    """Prepare C++ as a worker does when it starts.

    Raises:
        PlatformError: that failed, so that what could be measured is not what a worker does.
    """
    version = await version_of(catalog.languages["cpp"], sandbox)
    precompiled = PrecompiledDirectory(directory / "precompiled")
    await prepare_languages(catalog, {"cpp": version or ""}, sandbox, precompiled)
    cpp = catalog.languages["cpp"]
    if cpp.prepared is None or cpp.prepared.precompiled is None:
        raise PlatformError("the headers of C++ can't be precompiled here; the log says why")
    return cpp


def _readable(directory: Path) -> Path:
    """Let boxes show what is in a directory: their ids are nobody's on the host."""
    directory.chmod(0o755)
    return directory


async def _filled_cache(sandbox: Sandbox, cpp: Language) -> CompileCache:
    """A cache with the one source, in this process as a worker has what it used last."""
    cache = MemoryCompileCache()
    await _compile_in_box(sandbox, SOURCE, cpp, cache)
    key = key_of(SOURCE, cpp)
    if key is None or await cache.get(key) is None:
        raise PlatformError("a compile was not kept in the cache")
    return cache


def _sources() -> Iterator[str]:
    return (f"{SOURCE}// {number}\n" for number in itertools.count())


async def _compile_bare(directory: Path, source: str, cpp: Language) -> int:
    (directory / "main.cpp").write_text(source)
    argv = [str(directory / part) if part in ("main", "main.cpp") else part for part in PLAIN]
    return await BareProcess(argv=argv, environment=cpp.environment).once()


async def _compile_in_box(sandbox: Sandbox, source: str, cpp: Language, cache: CompileCache | None = None) -> int:
    """Compile in a fresh box, whose making is measured elsewhere."""
    async with sandbox.box(mounts=mounts_of(cpp)) as box:

        async def compile_source() -> None:
            compiled = await compile_in(box, source, cpp, cache)
            if compiled.reason is not None:
                raise PlatformError(f"a right program does not compile: {compiled.output[:300]}")

        return await timed(compile_source)


def aims_of_compiles(timings: dict[str, Timing]) -> list[Aim]:
    return [
        ratio_aim("g++ in a box / bare", timings[IN_BOX], timings[BARE], limit=OF_BARE),
        time_aim("from the cache", timings[FROM_CACHE], limit_ms=FROM_CACHE_MS),
    ]
