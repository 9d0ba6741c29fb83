"""Part `compile`: C++ with all of the standard library's headers, by the bare compiler and in a box."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from judgebox.cli.bench.sandbox.bare_process import BareProcess
from judgebox.cli.bench.sandbox.figures import Aim, Part, PartReport, Timing, Unmeasured, ratio_aim, timing_of
from judgebox.cli.bench.sandbox.turns import Subject, measure_in_turn, timed
from judgebox.domain.errors import PlatformError
from judgebox.languages import Catalog, Language
from judgebox.ports import Sandbox
from judgebox.usecases.compile import compile_in, mounts_of

WARM_UP = 1

BARE = "g++ bare"
IN_BOX = "g++ in a box"
OF_BARE = 0.35

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
"""The command that is compared with: the language's own may use what was prepared for it."""


async def measure_compiles(sandbox: Sandbox, catalog: Catalog, *, rounds: int) -> PartReport:
    """Measure compiles of sources that differ in a comment, so that none was ever seen before."""
    if catalog.missing_programs("cpp"):
        return PartReport(part=Part.COMPILE, unmeasured=[Unmeasured(name="all", reason="g++ is not installed")])
    cpp = catalog.languages["cpp"]
    sources = _sources()
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        directory = Path(name)
        subjects = [
            Subject(BARE, lambda: _compile_bare(directory, next(sources), cpp)),
            Subject(IN_BOX, lambda: _compile_in_box(sandbox, next(sources), cpp)),
        ]
        samples = await measure_in_turn(subjects, rounds=rounds, block=1, warm_up=WARM_UP)
    timings = {key: timing_of(key, values) for key, values in samples.items()}
    return PartReport(part=Part.COMPILE, timings=list(timings.values()), aims=aims_of_compiles(timings))


def _sources() -> Iterator[str]:
    return (f"{SOURCE}// {number}\n" for number in itertools.count())


async def _compile_bare(directory: Path, source: str, cpp: Language) -> int:
    (directory / "main.cpp").write_text(source)
    argv = [str(directory / part) if part in ("main", "main.cpp") else part for part in PLAIN]
    return await BareProcess(argv=argv, environment=cpp.environment).once()


async def _compile_in_box(sandbox: Sandbox, source: str, cpp: Language) -> int:
    """Compile in a fresh box, whose making is measured elsewhere."""
    async with sandbox.box(mounts=mounts_of(cpp)) as box:

        async def compile_source() -> None:
            compiled = await compile_in(box, source, cpp)
            if compiled.reason is not None:
                raise PlatformError(f"a right program does not compile: {compiled.output[:300]}")

        return await timed(compile_source)


def aims_of_compiles(timings: dict[str, Timing]) -> list[Aim]:
    return [ratio_aim("g++ in a box / bare", timings[IN_BOX], timings[BARE], limit=OF_BARE)]
