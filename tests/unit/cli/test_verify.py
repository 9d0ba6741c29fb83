from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from judgebox.cli.local import PackageBlobs
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import open_console
from judgebox.cli.verify import (
    VerifiedPackage,
    folders_of,
    package_as_json,
    print_package,
    status_of,
    verify_submission,
)
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
from judgebox.languages import Catalog, Language, read_catalog
from judgebox.testing.sandbox import FakeSandbox, an_outcome
from judgebox.usecases.judge import Judge
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
def judge(package: Package) -> Judge:
    return Judge(sandbox=FakeSandbox(print_what_the_source_is), blobs=PackageBlobs(package), slots=WorkerSlots(2))


def a_submission(source: str, *promised: str, path: str = "submissions/accepted/three.py") -> GradedSubmission:
    return GradedSubmission(path=path, source=source.encode(), promised=promised)


async def test_a_promise_is_kept_by_any_of_its_verdicts(package: Package, judge: Judge, catalog: Catalog) -> None:
    right = await verify_submission(a_submission("3", "AC"), package, judge, catalog)
    wrong = await verify_submission(a_submission("4", "WA", "TLE"), package, judge, catalog)

    assert (right.is_kept, wrong.is_kept) == (True, True)


async def test_another_verdict_breaks_the_promise(package: Package, judge: Judge, catalog: Catalog) -> None:
    verified = await verify_submission(a_submission("4", "AC"), package, judge, catalog)

    assert not verified.is_kept
    assert status_of([VerifiedPackage(path=Path("three"), package=package, submissions=(verified,))]) == (
        ExitStatus.NOT_ACCEPTED
    )


async def test_where_nothing_is_promised_any_verdict_will_do(package: Package, judge: Judge, catalog: Catalog) -> None:
    assert (await verify_submission(a_submission("4"), package, judge, catalog)).is_kept


async def test_a_broken_box_is_our_failure_and_keeps_no_promise(
    package: Package, judge: Judge, catalog: Catalog
) -> None:
    verified = await verify_submission(a_submission("broken box"), package, judge, catalog)

    assert not verified.is_kept
    assert verified.note == "run: the box is gone"
    assert status_of([VerifiedPackage(path=Path("three"), package=package, submissions=(verified,))]) == (
        ExitStatus.FAILED
    )


async def test_a_language_that_is_missing_here_names_the_package_to_install(
    package: Package, judge: Judge, catalog: Catalog
) -> None:
    submission = a_submission("3", "AC", path="submissions/accepted/three.away")

    verified = await verify_submission(submission, package, judge, catalog)

    assert not verified.is_kept
    assert "away-compiler" in (verified.note or "")


async def test_a_language_that_nobody_knows_is_noted(package: Package, judge: Judge, catalog: Catalog) -> None:
    submission = a_submission("3", "AC", path="submissions/accepted/three.bf")

    verified = await verify_submission(submission, package, judge, catalog)

    assert (verified.result, verified.is_kept) == (None, False)


async def test_the_json_has_each_submission_with_its_slowest_case_and_its_groups(
    package: Package, judge: Judge, catalog: Catalog
) -> None:
    verified = await verify_submission(a_submission("3 # slow", "WA"), package, judge, catalog)
    accepted = await verify_submission(a_submission("3", "AC"), package, judge, catalog)

    found = package_as_json(VerifiedPackage(path=Path("three"), package=package, submissions=(verified, accepted)))

    assert found == {
        "path": "three",
        "name": "Three",
        "submissions": [
            {
                "path": "submissions/accepted/three.py",
                "language": "python",
                "promised": ["WA"],
                "verdict": "WA",
                "score": None,
                "kept": True,
                "seconds": 0.5,
                "groups": [
                    {"name": "sample", "verdict": "WA", "score": None, "seconds": 0.5, "cases": 1},
                    {"name": "secret", "verdict": "SK", "score": None, "seconds": 0.0, "cases": 2},
                ],
            },
            {
                "path": "submissions/accepted/three.py",
                "language": "python",
                "promised": ["AC"],
                "verdict": "AC",
                "score": None,
                "kept": True,
                "seconds": 0.5,
                "groups": [
                    {"name": "sample", "verdict": "AC", "score": None, "seconds": 0.5, "cases": 1},
                    {"name": "secret", "verdict": "AC", "score": None, "seconds": 0.5, "cases": 2},
                ],
            },
        ],
    }


async def test_without_a_terminal_the_table_is_plain_and_nothing_is_cut(
    package: Package, judge: Judge, catalog: Catalog, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"submissions/accepted/{'long' * 20}.py"
    verified = await verify_submission(a_submission("3", "AC", path=path), package, judge, catalog)

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
    judge = Judge(sandbox=FakeSandbox(near_the_limit), blobs=PackageBlobs(package), slots=WorkerSlots(1))
    assert judge.slots.try_acquire()
    verified = await verify_submission(a_submission("3", "AC"), package, judge, catalog)

    print_package(open_console(), VerifiedPackage(path=Path("three"), package=package, submissions=(verified,)))

    assert verified.is_kept
    assert "sample/1 re-run 1x: 1.040 s, 0.970 s" in capsys.readouterr().out


def test_files_among_the_packages_are_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "three").mkdir()
    (tmp_path / "README.md").write_text("about the problems")

    assert folders_of([tmp_path / "README.md", tmp_path / "three"]) == [tmp_path / "three"]
    assert "README.md is no folder" in capsys.readouterr().err


def test_a_file_alone_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about the problems")

    with pytest.raises(UsageError, match="is a file"):
        folders_of([tmp_path / "README.md"])
