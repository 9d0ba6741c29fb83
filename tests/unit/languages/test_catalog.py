"""The language files that ship, and what the catalog says about wrong ones."""

from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from judgebox.languages import Catalog, Language, read_catalog

CATALOG = read_catalog()
OWN = Path(str(resources.files("judgebox.languages")))

WRONG_LINES = {
    "a misspelt field": ('nmae = "x"', "nmae"),
    "a shell line for an argv": ('compile = "gcc main.c"', "compile"),
    "an empty argv": ("compile = []", "argv is empty"),
    "a source in a folder": ('source = "../main.c"', "source"),
    "an extension without its dot": ('extensions = ["c"]', "extension"),
    "an alias with capitals": ('aliases = ["Tiny"]', "alias"),
    "a relative mount": ('mounts = ["etc"]', "mount"),
    "a relative program": ('programs = ["gcc"]', "program"),
    "a factor of nothing": ("time_factor = 0.0", "factor"),
    "no pattern": ('exception = "("', "pattern"),
    "a pattern that finds no name": ('exception = "x"', "group"),
    "a relative toolchain": ('toolchain = ["usr/bin/gcc"]', "toolchain"),
    "what only a worker knows": ('prepared = { identity = "x" }', "prepared is set by the worker"),
    "precompiled by nothing": ('precompile = { sources = {}, command = [], files = { a = "b" } }', "precompile"),
    "precompiled to elsewhere": (
        'precompile = { sources = {}, command = ["x"], files = { "../a" = "b" } }',
        "'../a' is to be a relative path",
    ),
    "no TOML": ("name = [", "tiny.toml"),
}


def write_language(directory: Path, **changes: str) -> None:
    fields = {
        "name": '"Tiny"',
        "source": '"main.tiny"',
        "run": '["/usr/bin/tiny"]',
        "programs": '["/usr/bin/no-such-program"]',
        "package": '"tiny-lang"',
        "version": '["/usr/bin/tiny", "--version"]',
        "extensions": '[".tiny"]',
        "sample": '{ source = "samples/add.tiny", input = "1 2", output = "3" }',
        "editor": '"python"',
    }
    path = directory / "tiny.toml"
    path.write_text("\n".join(f"{key} = {value}" for key, value in (fields | changes).items()))


@pytest.mark.parametrize(("language_id", "language"), list(CATALOG), ids=[key for key, _ in CATALOG])
def test_a_language_that_ships_is_whole(language_id: str, language: Language) -> None:
    assert language.sample.source is None or (OWN / language.sample.source).is_file()
    assert language.editor
    assert language.package
    assert language.template.endswith("\n")
    assert language.environment["PATH"] == "/usr/bin:/bin"
    assert set(language.programs) >= {language.version[0]}
    for argv in filter(None, (language.compile, language.run)):
        assert argv[0].startswith(("/usr/bin/", "./"))


COMPILED = [(key, language) for key, language in CATALOG if language.compile is not None]


@pytest.mark.parametrize(("language_id", "language"), COMPILED, ids=[key for key, _ in COMPILED])
def test_a_new_compiler_is_noticed(language_id: str, language: Language) -> None:
    assert language.compile is not None
    assert language.compile[0] in language.toolchain


@pytest.mark.parametrize("language_id", ["cpp", "java"])
def test_what_is_precompiled_is_made_by_the_compiler_with_its_own_flags(language_id: str) -> None:
    language = CATALOG.languages[language_id]
    assert language.precompile is not None
    assert language.compile is not None

    differ = set(language.compile) - set(language.precompile.command)

    assert {part for part in differ if "/precompiled" not in part} <= {"main", "-d", ".", "{sources}"}
    assert any("/precompiled" in part for part in differ)


def test_at_least_25_languages_ship_and_variants_of_one_do_not_count() -> None:
    assert len([key for key, language in CATALOG if language.is_guessed]) >= 25


def test_ten_languages_at_least_are_common() -> None:
    assert len([key for key, language in CATALOG if language.is_common]) >= 10


@pytest.mark.parametrize(("language_id", "language"), list(CATALOG), ids=[key for key, _ in CATALOG])
def test_the_table_of_languages_tells_name_and_package(language_id: str, language: Language) -> None:
    table = (Path(__file__).parents[3] / "docs" / "languages.md").read_text()
    line = next(line for line in table.splitlines() if line.startswith(f"| `{language_id}`"))

    assert f"| {language.name} |" in line
    assert f"| {language.package} |" in line


def test_no_name_means_two_languages() -> None:
    names = Counter(name for key, language in CATALOG for name in (key, *language.aliases))

    assert [name for name, times in names.items() if times > 1] == []


KATTIS_CODES = [
    "ada", "algol68", "bash", "c", "cobol", "cpp", "crystal", "csharp", "d", "elixir", "erlang", "forth", "fortran",
    "go", "haskell", "java", "javascript", "kotlin", "lisp", "lua", "modula2", "nim", "objectivec", "ocaml",
    "octave", "pascal", "perl", "php", "prolog", "python3", "racket", "ruby", "rust", "scala", "typescript",
]  # fmt: skip


@pytest.mark.parametrize("code", KATTIS_CODES)
def test_the_codes_of_the_kattis_format_name_languages(code: str) -> None:
    assert CATALOG.find(code) is not None


@pytest.mark.parametrize(
    ("name", "language_id"),
    [
        ("py", "python"),
        ("Python3", "python"),
        ("c++", "cpp"),
        ("CPP17", "cpp17"),
        ("cpp20", "cpp"),
        (" js ", "javascript"),
        ("node", "javascript"),
    ],
)
def test_a_language_is_found_by_its_alias_in_any_case(name: str, language_id: str) -> None:
    assert CATALOG.find(name) == language_id


def test_an_unknown_language_is_not_found() -> None:
    assert CATALOG.find("klingon") is None


@pytest.mark.parametrize(
    ("path", "language_id"),
    [
        ("a/add.py", "python"),
        ("add.C", "c"),
        ("add.cc", "cpp"),
        ("Add.java", "java"),
        ("add.mjs", "javascript"),
        ("add.pl", "perl"),
        ("add.m", "octave"),
    ],
)
def test_a_language_is_guessed_from_the_extension(path: str, language_id: str) -> None:
    assert CATALOG.guess(path) == language_id


@pytest.mark.parametrize(
    ("path", "source", "language_id"),
    [
        ("add.pl", b"main :-\n    read(X), print(X).\n", "prolog"),
        ("add.pl", b"my $x = <STDIN>;\n", "perl"),
        ("add.m", b"#import <Foundation/Foundation.h>\n", "objectivec"),
        ("add.m", b"x = input('');\n", "octave"),
    ],
)
def test_languages_that_share_an_extension_are_told_apart_by_the_source(
    path: str, source: bytes, language_id: str
) -> None:
    assert CATALOG.guess(path, source) == language_id


def test_nothing_is_guessed_from_an_unknown_extension() -> None:
    assert CATALOG.guess("add.klingon") is None


def test_a_missing_program_is_listed_beside_the_package_to_install(tmp_path: Path) -> None:
    write_language(tmp_path)
    catalog: Catalog = read_catalog(tmp_path)

    assert catalog.missing_programs("tiny") == ["/usr/bin/no-such-program"]
    assert catalog.languages["tiny"].package == "tiny-lang"


def test_a_library_that_is_not_there_is_missing_and_one_that_is_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "tiny.jar").touch(mode=0o644)
    write_language(tmp_path, programs=f'["{tmp_path}/tiny.jar", "{tmp_path}/absent.jar"]')

    assert read_catalog(tmp_path).missing_programs("tiny") == [f"{tmp_path}/absent.jar"]


def test_mounts_are_patterns_of_which_those_that_exist_stay(tmp_path: Path) -> None:
    (tmp_path / "jdk-17").mkdir()
    write_language(tmp_path, mounts=f'["{tmp_path}/jdk-*", "{tmp_path}/absent"]')

    assert read_catalog(tmp_path).languages["tiny"].mounts == [f"{tmp_path}/jdk-17"]


@pytest.mark.parametrize(("line", "named"), WRONG_LINES.values(), ids=WRONG_LINES.keys())
def test_a_wrong_language_file_is_refused_by_name(tmp_path: Path, line: str, named: str) -> None:
    key = line.split(" = ", 1)[0]
    write_language(tmp_path, **{key: line.split(" = ", 1)[1]})

    with pytest.raises(ValueError, match=r"language file tiny\.toml") as refused:
        read_catalog(tmp_path)
    assert named in str(refused.value)


def test_an_alias_that_is_taken_is_refused(tmp_path: Path) -> None:
    write_language(tmp_path, aliases='["py"]')

    with pytest.raises(ValueError, match=r"tiny\.toml: 'py' means python already"):
        read_catalog(tmp_path)
