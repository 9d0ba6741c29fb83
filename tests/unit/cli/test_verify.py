import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from judgebox.cli.bench.judging.problems import write_copying
from judgebox.cli.local import PackageBlobs
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import open_console
from judgebox.cli.verify.as_json import package_as_json
from judgebox.cli.verify.command import packages_of, read_packages, status_of
from judgebox.cli.verify.recall import KeptResults
from judgebox.cli.verify.tables import print_package
from judgebox.config import Settings
from judgebox.domain.errors import SandboxError
from judgebox.domain.problem import (
    BlobId,
    Comparison,
    GradedSubmission,
    Package,
    Problem,
    ProblemId,
    ProblemLimits,
    TestCase,
)
from judgebox.domain.run import Command, Outcome
from judgebox.domain.verdict import Result, Verdict
from judgebox.languages import Catalog, Language, read_catalog
from judgebox.testing.sandbox import FakeSandbox, Program, an_outcome
from judgebox.usecases.judge import Judge
from judgebox.usecases.package_check import PackageCheck, Soundness
from judgebox.usecases.verify import VerifiedPackage
from judgebox.usecases.verify_submission import Verified, Verifier
from judgebox.worker import WorkerSlots


@pytest.fixture
def catalog() -> Catalog:
    """Python alone, with programs that are there wherever this test runs, and a language that is not."""
    python = read_catalog().languages["python"]
    here = {"compile": None, "programs": ["/bin/sh"]}
    away = {"extensions": [".away"], "programs": ["/no/such/compiler"], "package": "away-compiler"}
    fields = {name: getattr(python, name) for name in Language.__struct_fields__}
    return Catalog({"python": Language(**fields | here), "away": Language(**fields | away)})


@pytest.fixture
def package(tmp_path: Path) -> Package:
    blobs: dict[BlobId, Path] = {}

    def blob(name: str, content: str) -> BlobId:
        blobs[BlobId(name)] = tmp_path / name
        blobs[BlobId(name)].write_text(content)
        return BlobId(name)

    cases = tuple(
        TestCase(
            name=name,
            input=blob(f"in{index}", name),
            answer=blob(f"ans{index}", "3"),
            visible=name.startswith("sample"),
        )
        for index, name in enumerate(["sample/1", "secret/1", "secret/2"])
    )
    problem = Problem(
        id=ProblemId("three"),
        names={"en": "Three"},
        statements={},
        limits=ProblemLimits(),
        comparison=Comparison(),
        cases=cases,
    )
    return Package(problem=problem, blobs=blobs)


async def print_what_the_source_is(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    """A program's source is what it prints; "slow" in it makes it slow on the last case."""
    source = files["main.py"].decode()
    if source == "broken box":
        raise SandboxError("the box is gone", step="run")
    slow = "slow" in source and stdin == b"secret/2"
    return an_outcome(output=source.encode(), cpu_time=timedelta(seconds=1.5 if slow else 0.5))


@pytest.fixture
def verifier(package: Package, catalog: Catalog) -> Verifier:
    return a_verifier(package, catalog, print_what_the_source_is)


def a_verifier(package: Package, catalog: Catalog, program: Program, recall: KeptResults | None = None) -> Verifier:
    slots = WorkerSlots(2)
    judge = Judge(sandbox=FakeSandbox(program), blobs=PackageBlobs(package), slots=slots)
    return Verifier(judge=judge, catalog=catalog, slots=slots, recall=recall)


async def verify(submission: GradedSubmission, package: Package, verifier: Verifier) -> Verified:
    return await verifier.verify(submission, package.problem)


def a_submission(source: str, *promised: str, path: str = "submissions/accepted/three.py") -> GradedSubmission:
    return GradedSubmission(path=path, source=source.encode(), promised=promised)


async def test_a_promise_is_kept_by_any_of_its_verdicts(package: Package, verifier: Verifier) -> None:
    right = await verify(a_submission("3", "AC"), package, verifier)
    wrong = await verify(a_submission("4", "WA", "TLE"), package, verifier)

    assert (right.is_kept, wrong.is_kept) == (True, True)


async def test_another_verdict_breaks_the_promise(package: Package, verifier: Verifier) -> None:
    verified = await verify(a_submission("4", "AC"), package, verifier)

    assert not verified.is_kept
    assert status_of([VerifiedPackage(path=Path("three"), package=package, submissions=(verified,))]) == (
        ExitStatus.NOT_ACCEPTED
    )


async def test_where_nothing_is_promised_any_verdict_will_do(package: Package, verifier: Verifier) -> None:
    assert (await verify(a_submission("4"), package, verifier)).is_kept


async def test_a_broken_box_is_our_failure_and_keeps_no_promise(package: Package, verifier: Verifier) -> None:
    verified = await verify(a_submission("broken box"), package, verifier)

    assert not verified.is_kept
    assert verified.note == "run: the box is gone"
    assert status_of([VerifiedPackage(path=Path("three"), package=package, submissions=(verified,))]) == (
        ExitStatus.FAILED
    )


async def test_a_language_that_is_missing_here_names_the_package_to_install(
    package: Package, verifier: Verifier
) -> None:
    submission = a_submission("3", "AC", path="submissions/accepted/three.away")

    verified = await verify(submission, package, verifier)

    assert not verified.is_kept
    assert "away-compiler" in (verified.note or "")


async def test_what_is_in_a_language_that_nobody_knows_is_left_out_and_breaks_no_promise(
    package: Package, verifier: Verifier
) -> None:
    submission = a_submission("3", "AC", path="submissions/accepted/three.bf")

    verified = await verify(submission, package, verifier)

    assert (verified.result, verified.is_kept, verified.is_left_out) == (None, False, True)
    assert status_of([VerifiedPackage(path=Path("three"), package=package, submissions=(verified,))]) == ExitStatus.OK


async def test_the_json_has_each_submission_with_its_slowest_case_and_its_groups(
    package: Package, verifier: Verifier
) -> None:
    verified = await verify(a_submission("3 # slow", "WA"), package, verifier)
    accepted = await verify(a_submission("3", "AC"), package, verifier)

    found: Any = package_as_json(VerifiedPackage(path=Path("three"), package=package, submissions=(verified, accepted)))

    wrong, right = found["submissions"]
    assert (found["path"], found["name"]) == ("three", "Three")
    assert {**right, "groups": None, "cases": None} == {
        "path": "submissions/accepted/three.py",
        "language": "python",
        "promised": ["AC"],
        "promised_score": None,
        "verdict": "AC",
        "reason": None,
        "score": None,
        "kept": True,
        "broken_by": None,
        "note": None,
        "seconds": 0.5,
        "slowest_case": "sample/1",
        "memory_kib": 1024,
        "recalled": False,
        "groups": None,
        "cases": None,
    }
    assert [(group["name"], group["verdict"], group["cases"]) for group in wrong["groups"]] == [
        ("sample", "WA", 1),
        ("secret", "SK", 2),
    ]
    assert [(case["name"], case["verdict"]) for case in right["cases"]] == [
        ("sample/1", "AC"),
        ("secret/1", "AC"),
        ("secret/2", "AC"),
    ]


async def test_without_a_terminal_the_table_is_plain_and_nothing_is_cut(
    package: Package, verifier: Verifier, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"submissions/accepted/{'long' * 20}.py"
    verified = await verify(a_submission("3", "AC", path=path), package, verifier)

    print_package(open_console(), VerifiedPackage(path=Path("three"), package=package, submissions=(verified,)))

    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert path.removeprefix("submissions/") in printed


async def test_a_case_that_was_run_again_is_noted_with_the_time_of_each_run(
    package: Package, catalog: Catalog, capsys: pytest.CaptureFixture[str]
) -> None:
    times = [timedelta(seconds=seconds) for seconds in (1.04, 0.97, 0.5, 0.5)]

    async def near_the_limit(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        return an_outcome(output=b"3", cpu_time=times.pop(0))

    package = replace(package, problem=replace(package.problem, limits=ProblemLimits(time_limit=timedelta(seconds=1))))
    verifier = a_verifier(package, catalog, near_the_limit)
    verified = await verify(a_submission("3", "AC"), package, verifier)

    print_package(open_console(), VerifiedPackage(path=Path("three"), package=package, submissions=(verified,)))

    assert verified.is_kept
    assert "sample/1 re-run 1x: 1.040 s, 0.970 s" in capsys.readouterr().out


def test_files_among_the_packages_are_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "three").mkdir()
    (tmp_path / "README.md").write_text("about the problems")

    assert packages_of([tmp_path / "README.md", tmp_path / "three"]) == [tmp_path / "three"]
    assert "README.md is no folder" in capsys.readouterr().err


def test_a_file_alone_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about the problems")

    with pytest.raises(UsageError, match="is a file"):
        packages_of([tmp_path / "README.md"])


def test_an_archive_is_a_package(tmp_path: Path) -> None:
    (tmp_path / "three.zip").write_bytes(b"")

    assert packages_of([tmp_path / "three.zip"]) == [tmp_path / "three.zip"]


def test_what_was_found_about_a_package_stands_below_its_submissions(
    package: Package, capsys: pytest.CaptureFixture[str]
) -> None:
    check = PackageCheck(name="answers", soundness=Soundness.NOT_CHECKED, facts=("for a reason", "and another"))

    print_package(open_console(), VerifiedPackage(path=Path("three"), package=package, checks=(check,)))

    assert capsys.readouterr().out.splitlines()[1:] == ["answers: not checked, for a reason", "  and another", ""]


def test_of_several_packages_a_broken_one_is_told_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "problem.yaml").write_text("name: [")
    write_copying(tmp_path / "copying", 10)

    packages, unread = read_packages([tmp_path / "broken", tmp_path / "copying"], Settings())

    assert [path.name for path, _ in packages] == ["copying"]
    assert [path.name for path, _ in unread] == ["broken"]
    assert "problem.yaml" in capsys.readouterr().err


def test_a_broken_package_alone_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "problem.yaml").write_text("name: [")

    with pytest.raises(UsageError, match=r"problem\.yaml"):
        read_packages([tmp_path], Settings())


async def test_a_broken_package_is_not_accepted_even_if_its_submissions_are(
    package: Package, verifier: Verifier
) -> None:
    verified = await verify(a_submission("3", "AC"), package, verifier)
    check = PackageCheck(name="answers", soundness=Soundness.BROKEN, facts=("secret/1: not accepted",))

    broken = VerifiedPackage(path=Path("three"), package=package, submissions=(verified,), checks=(check,))

    assert status_of([broken]) == ExitStatus.NOT_ACCEPTED


# --- What was judged before --------------------------------------------------------------------


async def test_what_was_judged_before_is_not_judged_again(package: Package, catalog: Catalog, tmp_path: Path) -> None:
    first = a_verifier(package, catalog, print_what_the_source_is, KeptResults(tmp_path / "kept"))
    before = await verify(a_submission("3", "AC"), package, first)
    second = a_verifier(package, catalog, fail_if_run, KeptResults(tmp_path / "kept"))

    after = await verify(a_submission("3", "WA"), package, second)

    assert (after.is_recalled, after.is_kept) == (True, False)
    assert after.slowest == before.slowest


async def fail_if_run(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    raise AssertionError("it was judged again")


@pytest.mark.parametrize("changed", ["source", "limit", "case"])
async def test_what_changed_is_judged_again(package: Package, catalog: Catalog, tmp_path: Path, changed: str) -> None:
    verifier = a_verifier(package, catalog, print_what_the_source_is, KeptResults(tmp_path / "kept"))
    await verify(a_submission("3", "AC"), package, verifier)
    problem = package.problem
    if changed == "limit":
        problem = replace(problem, limits=ProblemLimits(time_limit=timedelta(seconds=3)))
    elif changed == "case":
        problem = replace(problem, cases=problem.cases[:2])

    source = "3 " if changed == "source" else "3"
    verified = await verifier.verify(a_submission(source, "AC"), problem)

    assert not verified.is_recalled


async def test_a_changed_statement_changes_no_verdict(package: Package, catalog: Catalog, tmp_path: Path) -> None:
    verifier = a_verifier(package, catalog, print_what_the_source_is, KeptResults(tmp_path / "kept"))
    await verify(a_submission("3", "AC"), package, verifier)

    verified = await verifier.verify(a_submission("3", "AC"), replace(package.problem, statements={"en": "new"}))

    assert verified.is_recalled


async def test_a_failure_of_ours_is_not_kept(package: Package, catalog: Catalog, tmp_path: Path) -> None:
    verifier = a_verifier(package, catalog, print_what_the_source_is, KeptResults(tmp_path / "kept"))
    await verify(a_submission("broken box"), package, verifier)

    verified = await verify(a_submission("broken box"), package, verifier)

    assert not verified.is_recalled


def test_a_fresh_verification_asks_for_nothing_but_keeps_what_it_finds(tmp_path: Path) -> None:
    result = Result(verdict=Verdict.ACCEPTED)
    KeptResults(tmp_path, finds=False).keep("key", result)

    assert KeptResults(tmp_path, finds=False).find("key", Result) is None
    assert KeptResults(tmp_path).find("key", Result) == result


def test_a_damaged_file_is_as_one_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b'{"verdict": "A')

    assert KeptResults(tmp_path).find("key", Result) is None


def test_what_nobody_asked_for_in_a_long_time_is_removed(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path)
    for key in ("old", "new"):
        kept.keep(key, Result(verdict=Verdict.ACCEPTED))
    os.utime(tmp_path / "old", (0, 0))

    kept.forget_old()

    assert [path.name for path in tmp_path.iterdir()] == ["new"]
