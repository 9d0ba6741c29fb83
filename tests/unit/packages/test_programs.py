"""How the programs of a package's author are found, and what a box gets of them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, Calling, Program
from judgebox.packages.folder import Folder
from judgebox.packages.programs import Reader, read_program, read_programs

Files = Mapping[str, str | bytes]


def a_folder(root: Path, files: Files) -> Folder:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Folder(root.resolve())


def programs_in(root: Path, files: Files, *, single: bool = False) -> tuple[Program, ...]:
    return read_programs(Reader(a_folder(root, files), {}), "validators", single=single)[0]


def names_of(program: Program) -> list[str]:
    return [file.name for file in program.files]


@pytest.mark.parametrize(
    ("files", "language", "entry"),
    [
        ({"validate.py": "x"}, "python", "validate.py"),
        ({"validate.cc": "x", "validate.h": "x"}, "cpp", "validate.cc"),
        ({"main.c": "x", "help.cpp": "x"}, "cpp", "help.cpp"),
        ({"validate.C": "x"}, "cpp", "validate.C"),
        ({"one.c": "x", "two.c": "x"}, "c", None),
        ({"__init__.py": "", "__main__.py": "x", "help.py": "x"}, "python", "__main__.py"),
        ({"help.py": "x", "v.py": "x"}, "python", "v.py"),
        ({"help.py": "x", "other.py": "if __name__ == '__main__': x"}, "python", "other.py"),
        ({"Main.java": "x", "notes.txt": "x"}, "java", "Main.java"),
        ({"validate": "#!/usr/bin/env python3\nx"}, "python", "validate"),
    ],
)
def test_the_language_follows_from_the_files(tmp_path: Path, files: Files, language: str, entry: str | None) -> None:
    folder = a_folder(tmp_path, {f"validators/v/{name}": content for name, content in files.items()})

    program = read_program(folder, "validators/v", blobs={})

    assert (program.language, program.entry) == (language, entry)


def test_a_program_with_scripts_has_no_language_and_they_can_be_executed(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"v/build": "#!/bin/sh\n", "v/src/main.rs": "x"})

    program = read_program(folder, "v", blobs={})

    assert program.language is None
    assert [(file.name, file.executable) for file in program.files] == [("build", True), ("src/main.rs", False)]


def test_the_content_of_every_file_is_noted(tmp_path: Path) -> None:
    blobs: dict[BlobId, Path] = {}

    program = read_program(a_folder(tmp_path, {"v/a.py": "x", "v/lib/b.py": "y"}), "v", blobs=blobs)

    assert [blobs[file.content].read_text() for file in program.files] == ["x", "y"]


def test_constants_are_put_in(tmp_path: Path) -> None:
    blobs: dict[BlobId, Path] = {}
    folder = a_folder(tmp_path, {"v.py": b"N = {{max_n}} # {{other}} \xff"})

    program = read_program(folder, "v.py", blobs=blobs, constants={"max_n": "1000"})

    assert blobs[program.files[0].content].read_bytes() == b"N = 1000 # {{other}} \xff"


def test_several_programs_are_found_by_name_without_notes(tmp_path: Path) -> None:
    files = {"validators/b.py": "x", "validators/a/x.cpp": "x", "validators/README.md": "x", "validators/.hidden": "x"}

    assert [program.name for program in programs_in(tmp_path, files)] == ["validators/a", "validators/b.py"]


def test_loose_headers_belong_to_each_program_of_one_file(tmp_path: Path) -> None:
    program = programs_in(tmp_path, {"validators/v.cpp": "x", "validators/v.h": "x"})[0]

    assert names_of(program) == ["v.cpp", "v.h"]


@pytest.mark.parametrize("name", ["build", "run", "__main__.py"])
def test_a_directory_that_can_be_run_itself_is_one_program(tmp_path: Path, name: str) -> None:
    programs = programs_in(tmp_path, {f"validators/{name}": "x", "validators/help.py": "x"})

    assert [program.name for program in programs] == ["validators"]
    assert names_of(programs[0]) == sorted([name, "help.py"])


def test_several_files_where_one_program_is_allowed_are_that_program(tmp_path: Path) -> None:
    programs = programs_in(tmp_path, {"validators/a.cpp": "x", "validators/b.cpp": "x"}, single=True)

    assert [names_of(program) for program in programs] == [["a.cpp", "b.cpp"]]


def test_a_program_that_wants_a_testlib_which_is_not_there_is_called_in_its_way(tmp_path: Path) -> None:
    include = '  #include "testlib.h"\n'
    without, with_own = programs_in(
        tmp_path, {"validators/a/v.cpp": include, "validators/b/v.cpp": include, "validators/b/testlib.h": "x"}
    )

    assert (without.calling, with_own.calling) == (Calling.TESTLIB, Calling.KATTIS)


def test_what_no_language_is_known_for_is_told(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"validators/v.ctd": "x", "validators/w.zzz": "x", "validators/v.py": "x"})

    programs, left_out = read_programs(Reader(folder, {}), "validators")

    assert [program.name for program in programs] == ["validators/v.py"]
    assert left_out == [
        "validators/v.ctd: its language, ctd, is not known here",
        "validators/w.zzz: has no script build or run and no extension of a known language",
    ]


def test_a_file_with_an_odd_name_is_left_out_with_a_warning(tmp_path: Path) -> None:
    reader = Reader(a_folder(tmp_path, {"v/a.py": "x", "v/b\n.py": "x"}), {})

    assert [file.name for file in reader.files("v")] == ["a.py"]
    assert reader.warnings == ["v/'b\\n.py': left out because of its name"]


def test_a_program_with_an_odd_name_is_left_out_with_a_warning(tmp_path: Path) -> None:
    reader = Reader(a_folder(tmp_path, {"validators/a.py": "x", "validators/\udcff.py": "x"}), {})

    assert [program.name for program in read_programs(reader, "validators")[0]] == ["validators/a.py"]
    assert reader.warnings == ["validators/'\\\\udcff.py': left out because of its name"]


def test_a_link_out_of_the_package_is_refused(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "package", {"v/a.py": "x"})
    (tmp_path / "secret.py").write_text("x")
    (tmp_path / "package/v/b.py").symlink_to(tmp_path / "secret.py")

    with pytest.raises(ProblemError, match="leads out of the package"):
        read_program(folder, "v", blobs={})


def test_a_folder_that_holds_itself_is_refused(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"v/a.py": "x"})
    (tmp_path / "v/again").symlink_to(".")

    with pytest.raises(ProblemError, match="folders deep"):
        read_program(folder, "v", blobs={})
