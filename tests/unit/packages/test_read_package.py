"""Packages as folders and archives, sound, broken and hostile."""

import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Package
from judgebox.packages import archive, read_all_packages, read_package

MakePackage = Callable[..., Path]


def pack(folder: Path, into: Path, *, inside: str = "sum/") -> Path:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, inside + str(path.relative_to(folder)))
    return into


@pytest.mark.parametrize(("name", "inside"), [("sum.zip", "sum/"), ("SUM.kpp", ""), ("sum.zip", "other/")])
def test_an_archive_is_read_like_its_folder(make_package: MakePackage, tmp_path: Path, name: str, inside: str) -> None:
    folder = make_package()

    packed = read_package(pack(folder, tmp_path / name, inside=inside))

    assert packed.problem == read_package(folder).problem
    assert packed.submissions == read_package(folder).submissions
    assert packed.blobs[packed.problem.cases[0].input].read_bytes() == b"1 2\n"


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "sum/../../evil", "sum\\..\\evil"])
def test_a_name_that_leads_out_of_an_archive_is_refused(make_package: MakePackage, tmp_path: Path, name: str) -> None:
    packed = pack(make_package(), tmp_path / "sum.zip")
    with zipfile.ZipFile(packed, "a") as hostile:
        hostile.writestr(name, "x")

    with pytest.raises(ProblemError, match=r"sum\.zip: the name .* leads out of the archive"):
        read_package(packed)


def add_link(archive: Path, name: str, target: str) -> None:
    link = zipfile.ZipInfo(name)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(link, target)


def test_a_link_to_another_case_of_an_archive_is_followed(make_package: MakePackage, tmp_path: Path) -> None:
    packed = pack(make_package(), tmp_path / "sum.zip")
    add_link(packed, "sum/data/secret/03.in", "01.in")
    add_link(packed, "sum/data/secret/03.ans", "../secret/01.ans")

    first, _, again = read_package(packed).problem.cases[1:]

    assert (again.input, again.answer) == (first.input, first.answer)


@pytest.mark.parametrize("links", [{"a": "/etc/passwd"}, {"a": "../../etc"}, {"p": ".", "q": ".", "a": "p/q/../../.."}])
def test_a_link_out_of_an_archive_is_refused(make_package: MakePackage, tmp_path: Path, links: dict[str, str]) -> None:
    packed = pack(make_package(), tmp_path / "sum.zip", inside="")
    for name, target in links.items():
        add_link(packed, name, target)

    with pytest.raises(ProblemError, match=r"'a' is a link that leads out of the archive"):
        read_package(packed)


def test_a_pipe_in_an_archive_is_refused(make_package: MakePackage, tmp_path: Path) -> None:
    packed = pack(make_package(), tmp_path / "sum.zip")
    pipe = zipfile.ZipInfo("sum/data/secret/pipe.in")
    pipe.external_attr = (stat.S_IFIFO | 0o777) << 16
    with zipfile.ZipFile(packed, "a") as hostile:
        hostile.writestr(pipe, "")

    with pytest.raises(ProblemError, match="neither file nor folder"):
        read_package(packed)


def test_programs_of_an_archive_keep_that_they_can_be_executed(make_package: MakePackage, tmp_path: Path) -> None:
    folder = make_package({"output_validator/build": "x", "output_validator/helper.sh": "x"})
    (folder / "output_validator/helper.sh").chmod(0o755)

    packed = read_package(pack(folder, tmp_path / "sum.zip"))

    assert packed.problem == read_package(folder).problem
    assert all(file.executable for file in packed.problem.validators[0].files)


def test_an_archive_that_unpacks_to_more_than_the_limit_is_refused(
    make_package: MakePackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "UNPACKED_BYTES", 100_000)
    packed = pack(
        make_package({"data/secret/bomb.in": b"0" * 200_000, "data/secret/bomb.ans": "0"}), tmp_path / "a.zip"
    )
    assert packed.stat().st_size < 10_000

    with pytest.raises(ProblemError, match="holds more than 100000 bytes"):
        read_package(packed)


def test_an_archive_with_too_many_entries_is_refused(
    make_package: MakePackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ENTRIES", 5)

    with pytest.raises(ProblemError, match="entries, the limit is 5"):
        read_package(pack(make_package(), tmp_path / "sum.zip"))


def test_an_archive_without_a_package_is_refused(make_package: MakePackage, tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"sum\.zip: holds no problem package"):
        read_package(pack(make_package(), tmp_path / "sum.zip", inside="a/b/"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sum.zip").write_bytes(content)

    with pytest.raises(ProblemError, match=r"sum\.zip: is no zip archive"):
        read_package(tmp_path / "sum.zip")


def test_a_failed_archive_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "sum.zip").write_bytes(b"no archive")

    with pytest.raises(ProblemError):
        read_package(tmp_path / "sum.zip")
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("name", ["no-such", "file.txt"])
def test_what_is_neither_folder_nor_archive_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x")

    with pytest.raises(ProblemError, match="is neither a folder nor an archive"):
        read_package(tmp_path / name)


def test_a_folder_without_problem_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"problem\.yaml: is missing"):
        read_package(tmp_path)


def test_the_id_is_the_name_of_the_folder_in_lower_case(make_package: MakePackage) -> None:
    assert read_package(make_package(name="Two-Sum_1")).problem.id == "two-sum_1"


@pytest.mark.parametrize(
    ("name", "problem_id"), [("-sum", "sum"), ("A - s.um", "a-s-um"), ("größe", "gr-e"), ("a" * 65, "a" * 64)]
)
def test_a_name_that_can_be_no_id_becomes_one_with_a_warning(
    make_package: MakePackage, name: str, problem_id: str
) -> None:
    read = read_package(make_package(name=name))

    assert read.problem.id == problem_id
    assert len(read.warnings) == 1
    assert read.warnings[0].startswith("the name of the package, ")


@pytest.mark.parametrize("name", ["---", "\N{SNOWMAN}"])
def test_a_name_of_which_nothing_can_be_in_an_id_is_refused(make_package: MakePackage, name: str) -> None:
    with pytest.raises(ProblemError, match="has no letter or digit for an id"):
        read_package(make_package(name=name))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"problem.yaml": b"name: Sum\nsource: \0\n"}, r"problem\.yaml:2: holds a NUL byte"),
        ({"problem.yaml": "a: " + "[" * 100_000}, r"problem\.yaml: is no YAML of ours: it is nested too deeply"),
        ({"problem.yaml": "a: " + "x" * 200_000}, r"problem\.yaml: has 200003 characters"),
        ({"problem.yaml": "a: &x [*x]\nlimits: *x\n"}, r"problem\.yaml:1: limits is to be a map|is no YAML"),
        ({"statement/problem.en.md": b"ok\n\xff"}, r"statement/problem\.en\.md:2: is not valid UTF-8"),
        ({"statement/problem.en.md": "ok\n\0"}, r"statement/problem\.en\.md:2: holds a NUL byte"),
        ({"statement/problem.en.md": "x" * 2_000_000}, r"statement/problem\.en\.md: has 2000000 bytes"),
    ],
)
def test_a_text_that_can_not_be_used_is_told_with_file_and_line(
    make_package: MakePackage, files: dict[str, str | bytes], message: str
) -> None:
    with pytest.raises(ProblemError, match=message):
        read_package(make_package(files))


def test_a_text_of_legacy_that_is_not_utf_8_is_read_with_a_warning(make_package: MakePackage) -> None:
    read = read_package(make_package({"problem.yaml": b"# Sum\r\nname: Gr\xf6\xdfe \x96 x\r\n", ".timelimit": "1"}))

    assert read.problem.name == "Gr\u00f6\u00dfe \u2013 x"
    assert read.warnings == ("problem.yaml:2: is not UTF-8 and read as Windows-1252",)


@pytest.mark.parametrize(
    ("files", "name", "statement"),
    [
        ({"statement/problem.en.md": None, "problem_statement/problem.md": "Old.\n"}, "Sum", "Old.\n"),
        ({"problem.yaml": "", "statement/problem.en.tex": "\\problemname{Summe}\n"}, "Summe", "Add $a$ and $b$.\n"),
        ({"problem.yaml": "", "statement/problem.en.tex": "%% plainproblemname: Som\n"}, "Som", "Add $a$ and $b$.\n"),
        ({"problem.yaml": ""}, "sum", "Add $a$ and $b$.\n"),
    ],
)
def test_name_and_statement_are_found_where_older_packages_keep_them(
    make_package: MakePackage, files: dict[str, str | None], name: str, statement: str
) -> None:
    problem = read_package(make_package(files)).problem

    assert (problem.name, problem.statement) == (name, statement)


def test_statements_that_can_not_be_shown_are_named(make_package: MakePackage) -> None:
    warnings = read_package(make_package({"statement/problem.sv.pdf": "%PDF"})).warnings

    assert warnings == (
        "statement/problem.sv.pdf: this kind of statement can't be shown and stays a file",
        "statement: its languages (en, sv) are not those of the name (en)",
    )


@pytest.mark.parametrize(
    ("files", "statement"),
    [
        ({"statement/problem.en.tex": "\\section{Input}a\n"}, "## Input\n\na\n"),
        ({"statement/problem.en.tex": "a", "statement/problem.en.md": "b"}, "b\n"),
        ({"statement/problem.en.tex": "a", "statement/problem.en.pdf": "%PDF"}, "a\n"),
        ({"problem_statement/problem.tex": "a"}, "a\n"),
        ({"problem.txt": "a <b>\n"}, "```\na <b>\n```\n"),
    ],
)
def test_the_best_statement_is_shown_as_markdown(
    make_package: MakePackage, files: dict[str, str], statement: str
) -> None:
    assert read_package(make_package({"statement/problem.en.md": None} | files)).problem.statement == statement


def test_dialogues_of_samples_are_shown_in_the_statement(make_package: MakePackage) -> None:
    statement = read_package(make_package({"data/sample/2.interaction": "<1\n>2\n---\n<3\n"})).problem.statement

    assert statement.endswith("## Sample dialogue 1\n\n```dialogue\njudge: 1\nyou:   2\n---\njudge: 3\n```\n")


def test_all_packages_of_a_directory_are_read_by_name(make_package: MakePackage, tmp_path: Path) -> None:
    make_package(name="b")
    pack(make_package(name="a"), tmp_path / "c.zip")
    (tmp_path / "no-package").mkdir()

    assert [package.problem.id for package in read_all_packages(tmp_path)] == ["a", "b", "c"]


def test_two_packages_with_one_id_are_refused(make_package: MakePackage, tmp_path: Path) -> None:
    make_package(name="a")
    make_package(name="A")

    with pytest.raises(ProblemError, match="another package has the id a"):
        read_all_packages(tmp_path)


def test_a_broken_package_among_others_is_named(make_package: MakePackage, tmp_path: Path) -> None:
    make_package({"data/secret/01.ans": None}, name="broken")

    with pytest.raises(ProblemError, match=r"broken: data/secret/01\.in: has no answer"):
        read_all_packages(tmp_path)


@pytest.mark.parametrize("is_legacy", [False, True])
def test_the_package_that_is_damaged_below_is_sound(tmp_path: Path, is_legacy: bool) -> None:
    read = read_package(_a_rich_package(tmp_path / "sum", is_legacy=is_legacy))

    assert read.problem.unsupported == ()
    assert len(read.submissions) == 3


# --- Damage ------------------------------------------------------------------------------------


def damage(package: Path, random_: random.Random) -> None:
    """Change one thing in a package, at random."""
    paths = sorted(package.rglob("*"))
    files = [path for path in paths if path.is_file() and not path.is_symlink()]
    target = random_.choice(files)
    content = bytearray(target.read_bytes())
    match random_.randrange(9):
        case 0:
            target.unlink()
        case 1:
            target.write_bytes(random_.randbytes(random_.randrange(40)))
        case 2:
            target.write_bytes(content[: random_.randrange(len(content) + 1)])
        case 3:
            position = random_.randrange(len(content) + 1)
            content[position:position] = random_.choice([b"\0", b"\xff", b"{", b"[", b": ", b"\n", b"&a *a", b"\t- "])
            target.write_bytes(content)
        case 4:
            target.unlink()
            target.mkdir()
        case 5:
            target.unlink()
            target.symlink_to(random_.choice(["/etc/passwd", "..", ".", target.name, "01.in", "/dev/zero"]))
        case 6:
            named = target.with_name(random_.choice(["a.in", "b.ans", "x y", "problem.yaml", "é.in", "\udcff.in"]))
            if not named.is_dir() or named.is_symlink():
                target.rename(named)
        case 7:
            shutil.rmtree(random_.choice([path for path in paths if path.is_dir() and not path.is_symlink()]))
        case 8:
            lines = target.read_bytes().splitlines(keepends=True)
            random_.shuffle(lines)
            target.write_bytes(b"".join(lines))


@settings(deadline=None, max_examples=80)
@given(seed=st.integers(min_value=0))
def test_damage_never_gives_anything_but_a_package_or_a_problem_error(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    random_ = random.Random(seed)
    folder = tmp_path_factory.mktemp("damaged")
    package = _a_rich_package(folder / "sum", is_legacy=bool(seed % 2))
    try:
        for _ in range(random_.randrange(1, 4)):
            if any(path.is_file() and not path.is_symlink() for path in package.rglob("*")):
                damage(package, random_)
        assert isinstance(read_package(package), Package)
    except ProblemError as error:
        str(error).encode()
    finally:
        shutil.rmtree(folder)


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(min_value=0))
def test_a_damaged_archive_never_gives_anything_but_a_package_or_a_problem_error(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    random_ = random.Random(seed)
    folder = tmp_path_factory.mktemp("damaged")
    packed = pack(_a_rich_package(folder / "sum", is_legacy=bool(seed % 2)), folder / "sum.zip")
    content = bytearray(packed.read_bytes())
    for _ in range(random_.randrange(1, 10)):
        content[random_.randrange(len(content))] = random_.randrange(256)
    packed.write_bytes(content)
    try:
        assert isinstance(read_package(packed), Package)
    except ProblemError as error:
        str(error).encode()
    finally:
        shutil.rmtree(folder)


def _a_rich_package(folder: Path, *, is_legacy: bool = False) -> Path:
    files = {
        ".timelimit": "1\n",
        "domjudge-problem.ini": "timelimit=1\nname = Sum\n",
        "data/sample/1.in": "1\n",
        "data/sample/1.ans": "1\n",
        "data/secret/01.in": "1\n",
        "data/secret/01.ans": "1\n",
        "input_validators/check/build": "#!/bin/sh\n",
        "submissions/accepted/a.py": "x\n",
        "submissions/accepted/folder/a.py": "x\n",
        "submissions/accepted/several/a.py": "x\n",
        "submissions/accepted/several/b.py": "x\n",
        "submissions/submissions.json": '{"accepted/a.py": {"language": "python3"}}',
        "judgebox.json": '{"cases": {"secret/01": {"points": 3}}}',
        **(_LEGACY_FILES if is_legacy else _MODERN_FILES),
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


_MODERN_FILES = {
    "problem.yaml": "problem_format_version: 2025-09\nname: {en: Sum}\nuuid: x\ncredits: {authors: [Ada]}\n"
    "type: [scoring]\nkeywords: [a]\nlimits: {time_limit: 1, memory: 64}\nconstants: {n: 3}\n",
    "statement/problem.en.md": "{{n}}\n",
    "data/secret/test_group.yaml": "output_validator_args: [float_tolerance, 1e-6]\nmax_score: 100\n",
    "data/secret/01.yaml": "hint: x\nargs: [a]\n",
    "data/secret/01.files/a.txt": "x\n",
    "include/default/a.txt": "{{n}}\n",
    "output_validator/v/check.cpp": "x\n",
    "submissions/submissions.yaml": "accepted/*:\n  permitted: [AC]\n  secret/*: {required: [AC]}\n",
}
_LEGACY_FILES = {
    "problem.yaml": "name: Sum\nauthor: Ada & Alan\nvalidation: custom score\ntype: scoring\n"
    "validator_flags: a b\ngrading: {objective: max}\nlimits: {time_multiplier: 3, memory: 64}\n",
    "problem_statement/problem.en.tex": "\\problemname{Sum}\\section{I}\\begin{itemize}\\item a\\end{itemize}$x$\n",
    "data/testdata.yaml": "grading: custom\ngrader_flags: a\nrange: 0 100\n",
    "data/secret/testdata.yaml": "on_reject: continue\ngrader_flags: min\naccept_score: 3\n",
    "data/secret/group/testdata.yaml": "grading: default\noutput_validator_flags: a\n",
    "data/secret/group/1.in": "1\n",
    "data/secret/group/1.ans": "1\n",
    "graders/grade.py": "x\n",
    "output_validators/check.py": "x\n",
}
