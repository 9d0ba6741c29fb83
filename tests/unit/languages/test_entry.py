"""What is started of a program: found in its files, put into argvs; and the exception that ended it."""

import time

import msgspec
import pytest

from judgebox.languages import (
    Entry,
    Language,
    compile_argv,
    entry_of,
    exception_of,
    files_of,
    read_catalog,
    run_argv,
    source_name,
)
from judgebox.languages.catalog import Sample

CATALOG = read_catalog()
JAVA = CATALOG.languages["java"]
PYTHON = CATALOG.languages["python"]
TINY = Language(
    name="Tiny",
    source="main.tiny",
    run=["/usr/bin/tiny", "{entry}", "-m{memory_mib}", "{stem}"],
    programs=[],
    package="tiny",
    version=["tiny"],
    extensions=[".tiny"],
    sample=Sample(source="x", input="", output=""),
    editor="text",
    compile=["/usr/bin/tinyc", "-o", "main", "{sources}"],
)

JAVA_SOURCES = {
    "the usual one": ("public class Main { public static void main(String[] a) {} }", "Main.java", "Main"),
    "another name": ("public class Sum { public static void main(String[] a) {} }", "Sum.java", "Sum"),
    "no public class": ("class Sum { static public void main(String... a) {} }", "Sum.java", "Sum"),
    "a package": ("package a.b;\npublic class Sum { public static void main(String[] a) {} }", "Sum.java", "a.b.Sum"),
    "a class before": (
        "class A { int x() { return 1; } }\nclass B { public static void main(String[] a) {} }",
        "B.java",
        "B",
    ),
    "a class inside": (
        "class A { static class R { R() { if (1 > 2) {} } }\npublic static void main(String[] a) {} }",
        "A.java",
        "A",
    ),
    "main is not in the public one": (
        "public class A { }\nclass B { public static void main(String[] a) {} }",
        "A.java",
        "B",
    ),
    "a public class inside": (
        "class A { \n  public class R { }\npublic static void main(String[] a) {} }",
        "A.java",
        "A",
    ),
    "main in a comment": (
        "/* class X { void main() {} } */ class A { // class B { void main() } }\nvoid main(int a) {} }",
        "A.java",
        "A",
    ),
    "braces in texts": (
        'class A { String s = "}}{\\""; char c = \'}\'; }\nclass B { static void main(String[] a) {} }',
        "B.java",
        "B",
    ),
    "a record with main": ("record A(int x) { public static void main(String[] a) {} }", "A.java", "A"),
    "a type with bounds": (
        "public final class A<T extends Comparable<T>> { static void main(String[] a) {} }",
        "A.java",
        "A",
    ),
    "Main after another with main": (
        "class A { static void main(String[] a) {} }\nclass Main { static void main(String[] a) {} }",
        "A.java",
        "Main",
    ),
    "nothing to start": ("int x;", "Main.java", "Main"),
}


@pytest.mark.parametrize(("source", "file", "entry"), JAVA_SOURCES.values(), ids=JAVA_SOURCES.keys())
def test_the_class_with_main_is_started_and_the_file_named_as_the_compiler_wants(
    source: str, file: str, entry: str
) -> None:
    assert source_name(JAVA, source) == file
    assert entry_of(JAVA, files_of(JAVA, source)) == entry


def test_of_several_files_that_with_main_is_started() -> None:
    files = {
        "Helper.java": b"class Helper { void help() {} }",
        "Z.java": b"class Z { static void main(String[] a) {} }",
    }

    assert entry_of(JAVA, files) == "Z"


@pytest.mark.parametrize(("wanted", "entry"), [("b.Other", "b.Other"), ("B.java", "B")])
def test_what_the_author_names_is_started(wanted: str, entry: str) -> None:
    main = b"{ static void main(String[] a) {} }"

    assert entry_of(JAVA, {"A.java": b"class A" + main, "B.java": b"class B" + main}, wanted) == entry


@pytest.mark.parametrize(
    "hostile",
    [
        "/*" * 100_000,
        '"""' * 80_000,
        "'\\" * 100_000,
        "class X " * 30_000,
        "public " * 30_000,
        "{" * 200_000,
        "package " + " " * 200_000,
        "void " * 40_000,
        "public" + " " * 200_000,
    ],
    ids=range(9),
)
def test_no_source_makes_the_look_for_the_entry_slow(hostile: str) -> None:
    start = time.process_time()

    entry_of(JAVA, files_of(JAVA, hostile))

    assert time.process_time() - start < 1.0


FILES = {
    "the only source": (["notes.txt", "other.py"], None, "other.py"),
    "the preferred name": (["a.py", "main.py"], None, "main.py"),
    "the main file of a Python folder": (["a.py", "__main__.py", "main.py"], None, "__main__.py"),
    "what the author names": (["a.py", "main.py"], "a.py", "a.py"),
    "what the author names without extension": (["a.py", "main.py"], "a", "a.py"),
    "the first, for want of a better one": (["b.py", "c.py"], None, "b.py"),
    "what there is, though no extension fits": (["program"], None, "program"),
}


@pytest.mark.parametrize(("names", "wanted", "entry"), FILES.values(), ids=FILES.keys())
def test_the_file_that_is_started_is_found_by_its_name(names: list[str], wanted: str | None, entry: str) -> None:
    assert entry_of(PYTHON, dict.fromkeys(names, b""), wanted) == entry


def test_the_file_that_is_started_is_found_by_what_it_contains() -> None:
    language = msgspec.structs.replace(TINY, entry=Entry(body=r"^start\b"))

    assert entry_of(language, {"a.tiny": b"restart", "b.tiny": b"\nstart now"}) == "b.tiny"


def test_a_compiler_gets_all_sources_the_one_that_is_started_last() -> None:
    files = {"b.tiny": b"", "a.tiny": b"", "c.tiny": b"", "a.h": b""}

    assert compile_argv(TINY, files, "b.tiny") == ("/usr/bin/tinyc", "-o", "main", "a.tiny", "c.tiny", "b.tiny")


def test_no_name_of_a_file_is_taken_for_an_option() -> None:
    argv = compile_argv(TINY, {"-o.tiny": b"", "@x.tiny": b""}, "@x.tiny")

    assert argv == ("/usr/bin/tinyc", "-o", "main", "./-o.tiny", "./@x.tiny")
    assert run_argv(TINY, "-x.tiny", 1)[1] == "./-x.tiny"


def test_what_is_not_compiled_has_no_argv_for_it() -> None:
    assert compile_argv(msgspec.structs.replace(TINY, compile=None), {"a.tiny": b""}, "a.tiny") is None


def test_entry_and_memory_limit_are_put_into_the_argv_of_a_run() -> None:
    assert run_argv(TINY, "main.tiny", 64) == ("/usr/bin/tiny", "main.tiny", "-m64", "main")


ERRORS = {
    "Python": (
        "python",
        "Traceback:\n  File\nKeyError: 1\n\nDuring:\n\nTraceback:\n  x\nValueError: a: b\n",
        "ValueError",
    ),
    "Python's own class": ("python", "Traceback:\n  x\nmodule.Trouble\n", "module.Trouble"),
    "Python, when nothing was raised": ("python", "debug: x is 1\n", None),
    "Java": (
        "java",
        'Exception in thread "main" java.lang.ArithmeticException: / by zero\n\tat A.b(C.java:1)\n',
        "java.lang.ArithmeticException",
    ),
    "JavaScript": (
        "javascript",
        "/box/main.js:1\nx.y\n  ^\n\nTypeError: Cannot read\n    at a\n\nNode.js v20\n",
        "TypeError",
    ),
}


@pytest.mark.parametrize(("language_id", "error", "name"), ERRORS.values(), ids=ERRORS.keys())
def test_the_exception_is_found_in_what_a_program_wrote_at_its_end(
    language_id: str, error: str, name: str | None
) -> None:
    assert exception_of(CATALOG.languages[language_id], error.encode()) == name


def test_a_language_without_a_pattern_has_no_exceptions() -> None:
    assert exception_of(TINY, b"ValueError: x") is None
