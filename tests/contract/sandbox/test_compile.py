"""Compiling for real: what is precompiled or cached makes it faster and changes nothing else."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from judgebox.blobs import PrecompiledDirectory
from judgebox.domain.run import Command
from judgebox.languages import Catalog, Language, Prepared, entry_of, files_of, read_catalog, run_argv
from judgebox.sandbox import LauncherSandbox, open_sandbox
from judgebox.testing import MemoryCompileCache
from judgebox.usecases.compile import Compiled, compile_in, key_of, mounts_of
from judgebox.usecases.precompile import prepare_languages
from sandboxing import SLOWNESS, some_limits

needs_gcc = pytest.mark.skipif(shutil.which("/usr/bin/g++") is None, reason="g++ is not installed")
needs_java = pytest.mark.skipif(shutil.which("/usr/bin/javac") is None, reason="javac is not installed")


def with_time(language: Language) -> Language:
    """Give compilers the time that this machine needs."""
    replace = msgspec.structs.replace
    limits = replace(language.compile_limits, cpu_time_s=language.compile_limits.cpu_time_s * SLOWNESS)
    made = language.precompile
    if made is not None:
        made = replace(made, cpu_time_s=made.cpu_time_s * SLOWNESS)
    return replace(language, compile_limits=limits, precompile=made)


@pytest.fixture(scope="module")
def catalog() -> Iterator[Catalog]:
    """The languages as a worker prepares them: made once, since it takes seconds."""
    catalog = Catalog({key: with_time(language) for key, language in read_catalog()})
    versions = {key: "1" for key in ("cpp", "java", "python") if not catalog.missing_programs(key)}
    with tempfile.TemporaryDirectory(prefix="judgebox-precompiled-") as directory:
        os.chmod(directory, 0o755)  # noqa: PTH101 - boxes look into it

        async def prepare() -> None:
            async with open_sandbox() as sandbox:
                await prepare_languages(catalog, versions, sandbox, PrecompiledDirectory(Path(directory, "made")))

        asyncio.run(prepare())
        yield catalog


def without(language: Language) -> Language:
    """The language as it is before anything was precompiled."""
    assert language.prepared is not None
    return msgspec.structs.replace(language, prepared=Prepared(identity=language.prepared.identity))


async def compiled(
    sandbox: LauncherSandbox, source: str, language: Language, cache: MemoryCompileCache | None = None
) -> tuple[Compiled, bytes, Mapping[str, bytes]]:
    """Compile and run, and look at what the program has around it."""
    async with sandbox.box(mounts=mounts_of(language)) as box:
        how = await compile_in(box, source, language, cache)
        if how.reason is not None:
            return how, b"", {}
        argv = run_argv(language, entry_of(language, files_of(language, source)), 256)
        limits = some_limits(cpu_s=5, wall_s=20, memory_mib=512, processes=64)
        outcome = await box.run(Command(argv=argv, limits=limits, environment=tuple(language.environment.items())))
        return how, outcome.output + str(outcome.exit_code).encode(), await box.collect(limit_bytes=1 << 26)


PASSED_THROUGH = "from /precompiled/bits/stdc++.h:1,"
BITS = "#include <bits/stdc++.h>\n"
PRINT_INT = 'int main() { std::printf("%zu %d", sizeof(int), __LINE__); }\n'
SOURCES = {
    "a plain program": BITS
    + 'int main() { std::map<int, int> m; m[1] = 2; std::cout << m.size() << __FILE__ << "\\n"; }',
    "a macro that the header knows": "#define _GLIBCXX_DEBUG\n"
    + BITS
    + 'int main() { std::vector<int> v(3); std::printf("%zu", sizeof v); return v[7] ? 1 : 2; }',
    "a keyword that is a macro": "#define int long long\n"
    + BITS
    + 'signed main() { std::printf("%zu", sizeof(int)); }',
    "access for everybody": "#define private public\n" + BITS + PRINT_INT,
    "asserts": "#define NDEBUG\n" + BITS + 'int main() { assert(false); std::puts("fine"); }',
    "a macro of its own": "#define ALL(x) (x).begin(), (x).end()\n"
    + BITS
    + 'int main() { std::vector<int> v{3, 1}; std::sort(ALL(v)); std::printf("%d", v[0]); }',
    "options for code": '#pragma GCC optimize("O3,unroll-loops")\n#pragma GCC target("sse4.2")\n' + BITS + PRINT_INT,
    "another header first": "#include <iostream>\n" + BITS + PRINT_INT,
    "another header only": '#include <iostream>\nint main() { std::cout << "x"; }',
    "the header in quotes": '#include "bits/stdc++.h"\n' + PRINT_INT,
    "the header twice": BITS + BITS + PRINT_INT,
    "a declaration first": "int x;\n" + BITS + PRINT_INT,
    "a warning": BITS
    + 'int main() { int x = std::vector<int>{1}.size() << 40; char c[1]; c[5] = 1; return *"ab" + c[5]; }',
    "an error": BITS + "int main() { std::vector<int> v; v.foo(); }",
    "an error deep in a template": BITS + "struct X {}; int main() { std::set<X> s; s.insert(X()); std::cout << X(); }",
    "an error that names the macro": "#define endl 3\n" + BITS + "int main() { std::cout << std::endl; }",
}


@needs_gcc
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
async def test_a_precompiled_header_changes_no_word_and_no_result(
    sandbox: LauncherSandbox, catalog: Catalog, source: str
) -> None:
    language = catalog.languages["cpp"]

    plain = await compiled(sandbox, source, without(language))
    fast = await compiled(sandbox, source, language)

    # Where the header does not fit, a chain of includes gets one more line, the way to the real header.
    words = "".join(line for line in fast[0].output.splitlines(True) if PASSED_THROUGH not in line)
    whole = 32 * 1024  # what is longer was cut at its limit
    assert (fast[0].reason, words[:whole], fast[1]) == (plain[0].reason, plain[0].output[:whole], plain[1])


async def uses_of_header(sandbox: LauncherSandbox, source: str, language: Language) -> list[str]:
    """What GCC says about precompiled headers: "!" for one that it takes, "x" for one that it doesn't."""
    assert language.compile is not None
    telling = msgspec.structs.replace(language, compile=[*language.compile, "-H", "-Winvalid-pch"])
    how, _, _ = await compiled(sandbox, source, telling)
    return [line.split()[0] for line in how.output.splitlines() if line.endswith("/precompiled/bits/stdc++.h.gch")]


@needs_gcc
async def test_the_precompiled_header_is_taken_where_it_fits_and_refused_where_not(
    sandbox: LauncherSandbox, catalog: Catalog
) -> None:
    language = catalog.languages["cpp"]

    assert await uses_of_header(sandbox, SOURCES["a plain program"], language) == ["!"]
    assert await uses_of_header(sandbox, SOURCES["a macro of its own"], language) == ["!"]
    assert await uses_of_header(sandbox, SOURCES["a macro that the header knows"], language) == ["x"]
    assert await uses_of_header(sandbox, SOURCES["a keyword that is a macro"], language) == ["x"]
    assert await uses_of_header(sandbox, SOURCES["another header only"], language) == []
    other = msgspec.structs.replace(language, compile=[*(language.compile or ()), "-O0"])
    assert await uses_of_header(sandbox, SOURCES["a plain program"], other) == ["x"]


@needs_gcc
async def test_precompiled_files_can_be_read_in_boxes_and_not_changed(
    sandbox: LauncherSandbox, catalog: Catalog
) -> None:
    async with sandbox.box(mounts=mounts_of(catalog.languages["cpp"])) as box:
        script = (
            "import os\n"
            "assert os.listdir('/precompiled') == ['bits']\n"
            "for attempt in (lambda: open('/precompiled/bits/stdc++.h', 'a'), lambda: open('/precompiled/x', 'w'),\n"
            "                lambda: os.rename('/precompiled/bits', '/precompiled/b')):\n"
            "    try: attempt()\n"
            "    except OSError: continue\n"
            "    raise SystemExit(1)\n"
        )
        outcome = await box.run(Command(argv=("/usr/bin/python3", "-c", script), limits=some_limits()))

    assert outcome.exit_code == 0, outcome.error


JAVA = (
    "public class Main { public static void main(String[] a) { System.out.print(new java.util.TreeMap<>().size()); } }"
)


@needs_java
async def test_javac_takes_its_classes_from_the_archive_and_says_nothing_about_it(
    sandbox: LauncherSandbox, catalog: Catalog
) -> None:
    language = catalog.languages["java"]
    assert language.compile is not None

    plain = await compiled(sandbox, JAVA, without(language))
    fast = await compiled(sandbox, JAVA, language)
    telling = [part.replace("-J-Xlog:disable", "-J-Xlog:class+load") for part in language.compile]
    told, _, _ = await compiled(sandbox, JAVA, msgspec.structs.replace(language, compile=telling))

    assert fast == plain
    assert fast[:2] == (Compiled(reason=None, output=""), b"00")
    assert told.output.count("shared objects file (top)") > 100 or "has more than" in told.output


CACHED = {
    "cpp": SOURCES["a plain program"],
    "cpp that is refused": SOURCES["an error"],
    "cpp with warnings": SOURCES["a warning"],
    "java": JAVA,
    "python": "print(6 * 7)",
    "python that is refused": "print(6 * 7",
}


@pytest.mark.parametrize("name", CACHED)
async def test_a_hit_in_the_cache_can_not_be_told_from_a_compile(
    sandbox: LauncherSandbox, catalog: Catalog, name: str
) -> None:
    language = catalog.languages[name.split()[0]]
    if language.prepared is None:
        pytest.skip(f"{language.name} is not installed")
    cache = MemoryCompileCache()
    key = key_of(CACHED[name], language)
    assert key is not None

    first = await compiled(sandbox, CACHED[name], language, cache)
    assert await cache.get(key) is not None
    second = await compiled(sandbox, CACHED[name], language, cache)

    assert second == first


@needs_gcc
async def test_a_compiler_sees_no_file_of_the_host_but_its_own(
    sandbox: LauncherSandbox, catalog: Catalog, tmp_path: Path
) -> None:
    (tmp_path / "answer").write_text("42")
    source = "".join(
        f'#if __has_include("{path}")\n#error {path} is seen\n#endif\n'
        for path in (tmp_path / "answer", "/etc/shadow", "/proc/1/environ", "/work", "/root", "/var/cache")
    )

    how, _, _ = await compiled(sandbox, source + "int main() {}", catalog.languages["cpp"])

    assert how == Compiled(reason=None, output="")


@needs_gcc
async def test_a_source_can_not_pass_flags(sandbox: LauncherSandbox, catalog: Catalog) -> None:
    hostile = '#pragma GCC specs "x"\n#pragma GCC plugin("./x.so")\n// -fplugin=./x.so @flags\nint main() { return 3; }'

    _, ran, files = await compiled(sandbox, hostile, catalog.languages["cpp"])

    assert ran == b"3"
    assert set(files) == {"main", "main.cpp"}
