from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from judgebox.domain.problem import (
    BlobId,
    Comparison,
    GradedSubmission,
    Package,
    Problem,
    ProblemId,
    ProblemLimits,
    TestCase,
    TimeRule,
)
from judgebox.domain.run import Command, Outcome
from judgebox.languages import Catalog, Language, read_catalog
from judgebox.testing.blobs import MemoryBlobs
from judgebox.testing.sandbox import FakeSandbox, an_outcome
from judgebox.usecases.judge import Judge
from judgebox.usecases.package_check import Soundness
from judgebox.usecases.verify import measure_time_limit, verify_package
from judgebox.usecases.verify_submission import Verifier
from judgebox.worker import WorkerSlots


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


async def take_as_long_as_the_source_says(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    """A program's source is how many seconds it takes, after which it is right; ended like a real one."""
    wanted = s(float(files["main.py"]))
    return an_outcome(output=stdin, cpu_time=min(wanted, command.limits.cpu_time * 1.1 + s(0.2)))


@pytest.fixture
async def blobs() -> MemoryBlobs:
    return MemoryBlobs()


@pytest.fixture
async def package(blobs: MemoryBlobs) -> Package:
    contents = [await blobs.put(text) for text in (b"1\n", b"2\n")]
    cases = tuple(
        TestCase(name=f"secret/{index}", input=BlobId(each), answer=BlobId(each), visible=False)
        for index, each in enumerate(contents)
    )
    problem = Problem(
        id=ProblemId("echo"),
        names={"en": "Echo"},
        statements={},
        limits=ProblemLimits(time_limit=s(1)),
        comparison=Comparison(),
        cases=cases,
    )
    return Package(problem=problem, blobs={}, format="2025-09")


@pytest.fixture
def verifier(blobs: MemoryBlobs) -> Verifier:
    python = read_catalog().languages["python"]
    here = {"compile": None, "programs": ["/bin/sh"]}
    catalog = Catalog(
        {"python": Language(**{name: getattr(python, name) for name in Language.__struct_fields__} | here)}
    )
    slots = WorkerSlots(2)
    judge = Judge(sandbox=FakeSandbox(take_as_long_as_the_source_says), blobs=blobs, slots=slots)
    return Verifier(judge=judge, catalog=catalog, slots=slots)


def a_submission(folder: str, seconds: float, *promised: str) -> GradedSubmission:
    path = f"submissions/{folder}/{seconds}.py"
    return GradedSubmission(path=path, source=str(seconds).encode(), promised=promised)


async def test_submissions_come_in_the_order_of_the_package_whatever_takes_longest(
    package: Package, verifier: Verifier
) -> None:
    graded = (
        a_submission("accepted", 0.4, "AC"),
        a_submission("time_limit_exceeded", 5, "TLE"),
        a_submission("accepted", 0.1, "AC"),
    )

    verified = await verify_package(Path("echo"), replace(package, submissions=graded), verifier)

    assert [each.submission for each in verified.submissions] == list(graded)
    assert all(each.is_kept for each in verified.submissions)


async def test_the_margins_of_the_limit_are_those_of_the_slowest_accepted_and_the_fastest_slow_one(
    package: Package, verifier: Verifier
) -> None:
    graded = (
        a_submission("accepted", 0.4, "AC"),
        a_submission("accepted", 0.3, "AC"),
        a_submission("time_limit_exceeded", 1.3, "TLE"),
        a_submission("time_limit_exceeded", 9, "TLE"),
    )

    verified = await verify_package(Path("echo"), replace(package, submissions=graded), verifier)

    assert (verified.times.accepted, verified.times.too_slow) == (s(0.4), s(1.3))
    (limit,) = [check for check in verified.checks if check.name == "time limit"]
    assert limit.soundness is Soundness.WARNING
    assert "1.30 times the limit" in limit.facts[1]


async def test_what_needs_more_than_its_margin_is_not_measured_further(package: Package, verifier: Verifier) -> None:
    graded = (a_submission("time_limit_exceeded", 9, "TLE"),)

    verified = await verify_package(Path("echo"), replace(package, submissions=graded), verifier)

    assert verified.times.too_slow_is_at_least
    assert [check.soundness for check in verified.checks if check.name == "time limit"] == [Soundness.FINE]


async def test_what_is_slower_than_the_limit_but_not_by_the_margin_gets_the_verdict_of_the_limit(
    package: Package, verifier: Verifier
) -> None:
    graded = (a_submission("time_limit_exceeded", 1.3, "TLE"),)

    verified = await verify_package(Path("echo"), replace(package, submissions=graded), verifier)

    assert verified.submissions[0].is_kept


async def test_what_is_to_be_too_slow_and_is_in_time_breaks_its_promise(package: Package, verifier: Verifier) -> None:
    graded = (a_submission("time_limit_exceeded", 0.5, "TLE"),)

    verified = await verify_package(Path("echo"), replace(package, submissions=graded), verifier)

    assert [str(each.result and each.result.verdict) for each in verified.submissions] == ["AC"]


async def test_a_limit_that_is_not_given_follows_from_the_slowest_that_is_to_be_in_time(
    package: Package, verifier: Verifier
) -> None:
    graded = (
        a_submission("accepted", 1.6, "AC"),
        a_submission("time_limit_exceeded", 5, "TLE"),
        a_submission("time_limit_exceeded", 9, "TLE"),
    )
    package = replace(package, submissions=graded, time_is_inferred=True)

    verified = await verify_package(Path("echo"), package, verifier)

    assert verified.package.problem.limits.time_limit == s(4)
    assert all(each.is_kept for each in verified.submissions)
    assert verified.times.too_slow == s(5)


async def test_what_never_ends_does_not_make_the_limit(package: Package, verifier: Verifier) -> None:
    graded = (a_submission("accepted", 0.7, "AC"), a_submission("accepted", 1000, "AC"))
    package = replace(package, submissions=graded, time_is_inferred=True, time_rule=TimeRule(ac_to_limit=5))

    verified = await verify_package(Path("echo"), package, verifier)

    assert verified.package.problem.limits.time_limit == s(4)
    assert [each.is_kept for each in verified.submissions] == [True, False]


async def test_without_a_program_that_could_tell_no_limit_is_inferred(package: Package, verifier: Verifier) -> None:
    package = replace(package, time_is_inferred=True)

    assert await measure_time_limit(package, verifier) is None
    assert (await verify_package(Path("echo"), package, verifier)).package.problem.limits.time_limit == s(1)


async def test_where_all_cases_are_run_what_is_too_slow_gets_no_more_time(package: Package, verifier: Verifier) -> None:
    graded = (a_submission("time_limit_exceeded", 9, "TLE", "PA"),)
    package = replace(package, submissions=graded, problem=replace(package.problem, scores=True))

    verified = await verify_package(Path("echo"), package, verifier)

    assert verified.submissions[0].slowest == s(1.3)
    assert verified.times.too_slow_is_at_least
