"""Verify: judge what the author of a package has graded, and see whether the package keeps what it promises.

How it works: where the package leaves its time limit to be inferred, what bounds it from below is judged first,
with much time, and the limit follows from that. The others are judged with the limit. What is to be too slow gets
the time that the format wants beyond the limit: if it needs even more, it is too slow by a margin; if not, it
is judged once more with the limit alone, so that its verdict is the one that anybody would get.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio

from judgebox.domain.problem import GradedSubmission, Package, Problem
from judgebox.domain.time_limit import Bound, SlowestTimes, bound_of, infer_time_limit
from judgebox.domain.timing import NEAR_FACTOR
from judgebox.domain.verdict import Reason, Verdict
from judgebox.usecases.package_check import PackageCheck, Soundness, check_limit, check_support
from judgebox.usecases.verify_inputs import check_answers, check_inputs, check_invalid_inputs
from judgebox.usecases.verify_submission import Verified, Verifier

MEASURED_WITHIN = timedelta(seconds=60)
"""The time limit while the real one is not known: beyond those in the wild; an endless loop costs as much."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPackage:
    """A package and what came of it.

    Attributes:
        path: where it lies, as the user named it.
        package: with the limit that was inferred, if one was.
        times: what there is to say about the limit; empty if it could not be measured.
        checks: what was looked at besides the submissions.
    """

    path: Path
    package: Package
    submissions: tuple[Verified, ...] = ()
    times: SlowestTimes = field(default_factory=SlowestTimes)
    checks: tuple[PackageCheck, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether the package itself is at fault, whatever becomes of its submissions."""
        return any(check.soundness is Soundness.BROKEN for check in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    """A verified submission that is to be too slow, and its slowest case with more time than the limit.

    Attributes:
        slowest: None if it was ended before it was done, and so needs even more.
    """

    verified: Verified
    slowest: timedelta | None = None


async def verify_package(path: Path, package: Package, verifier: Verifier) -> VerifiedPackage:
    """Judge all graded submissions of a package, over as many slots as are free, and look at its data meanwhile."""
    checks: list[PackageCheck] = []

    async def check() -> None:
        for look in (check_inputs, check_invalid_inputs, check_answers):
            found = await look(package, verifier)
            checks.extend([] if found is None else [found])

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(check)
        verified = await _verify_submissions(path, package, verifier)
    support = check_support(package.problem)
    limits = [check_limit(verified.package, verified.times)] if verified.submissions else []
    return replace(verified, checks=(*([] if support is None else [support]), *checks, *limits))


async def _verify_submissions(path: Path, package: Package, verifier: Verifier) -> VerifiedPackage:
    bounds = _bounds(package)
    verified: dict[str, Verified] = {}
    if package.time_is_inferred:
        measured = await _measure(package, verifier, str(path))
        limit = limit_of(package, measured)
        if limit is not None:
            verified = {each.submission.path: each for each in measured}
            package = replace(package, problem=_with_time(package.problem, limit))
    too_slow = [each for each in package.submissions if bounds[each.path] is Bound.UPPER]
    others = [each for each in package.submissions if each.path not in verified and each not in too_slow]
    timed: list[_Timed] = []

    async def verify_too_slow() -> None:
        timed.extend(await _each(partial(_verify_too_slow, package, verifier, str(path)), too_slow))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(verify_too_slow)
        for each in await _verify_each(others, package.problem, verifier, str(path)):
            verified[each.submission.path] = each
    verified |= {each.verified.submission.path: each.verified for each in timed}
    in_time = [each for each in verified.values() if bounds[each.submission.path] is Bound.LOWER]
    return VerifiedPackage(
        path=path,
        package=package,
        submissions=tuple(verified[each.path] for each in package.submissions),
        times=_times_of(in_time, timed),
    )


async def measure_time_limit(package: Package, verifier: Verifier) -> timedelta | None:
    """Infer the time limit of a package; None if no program of it that could tell is judged here."""
    return limit_of(package, await _measure(package, verifier, package.problem.id))


async def _measure(package: Package, verifier: Verifier, name: str) -> list[Verified]:
    """Judge what bounds the limit from below with much time."""
    bounds = _bounds(package)
    below = [each for each in package.submissions if bounds[each.path] is Bound.LOWER]
    return await _verify_each(below, _with_time(package.problem, MEASURED_WITHIN), verifier, name)


def _bounds(package: Package) -> Mapping[str, Bound | None]:
    return {each.path: bound_of(each) for each in package.submissions}


def limit_of(package: Package, measured: Iterable[Verified]) -> timedelta | None:
    """The limit that follows from submissions which were judged with much time; None if none came to its end."""
    slowest = _slowest_in_time(measured)
    return None if slowest is None else infer_time_limit(package.time_rule, slowest)


def _normal(verified: Verified) -> timedelta:
    """What it took on its slowest case, as if its language had the problem's limit and no more."""
    return verified.slowest / verified.time_factor


def _slowest_in_time(verified: Iterable[Verified]) -> timedelta | None:
    ended = [each for each in verified if each.cases and all(c.verdict is not Verdict.TIME_LIMIT for c in each.cases)]
    return max((_normal(each) for each in ended), default=None)


def _times_of(in_time: Iterable[Verified], timed: Sequence[_Timed]) -> SlowestTimes:
    # What slept instead of computing has taken no time that could be compared.
    known = [
        each
        for each in timed
        if each.slowest is not None or any(case.reason is Reason.CPU for case in each.verified.cases)
    ]
    slowest = [each.slowest for each in known if each.slowest is not None]
    return SlowestTimes(
        accepted=_slowest_in_time(in_time),
        too_slow=min(slowest) if slowest else min((_normal(each.verified) for each in known), default=None),
        too_slow_is_at_least=bool(known) and not slowest,
    )


async def _verify_too_slow(package: Package, verifier: Verifier, name: str, submission: GradedSubmission) -> _Timed:
    problem, limit = package.problem, package.problem.limits.time_limit
    if problem.scores:  # all cases are run, and to wait longer for each may take very long
        return _Timed(verified=await verifier.verify(submission, problem, name))
    with_more = _with_time(problem, limit * package.time_rule.limit_to_tle)
    verified = await verifier.verify(submission, with_more, name)
    has_ended = all(case.verdict is not Verdict.TIME_LIMIT for case in verified.cases)
    slowest = _normal(verified) if has_ended else None
    near = limit * verified.time_factor * NEAR_FACTOR
    if any(case.verdict is not Verdict.TIME_LIMIT and case.cpu_time >= near for case in verified.cases):
        verified = await verifier.verify(submission, problem, name)
    return _Timed(verified=verified, slowest=slowest)


async def _verify_each(
    submissions: Sequence[GradedSubmission], problem: Problem, verifier: Verifier, name: str
) -> list[Verified]:
    async def verify(submission: GradedSubmission) -> Verified:
        return await verifier.verify(submission, problem, name)

    return await _each(verify, submissions)


async def _each(work: Callable[[GradedSubmission], Awaitable[T]], submissions: Sequence[GradedSubmission]) -> list[T]:
    """Do the work for all of them at once and return what came of it in their order."""
    done: dict[int, T] = {}

    async def do(index: int) -> None:
        done[index] = await work(submissions[index])

    async with anyio.create_task_group() as tasks:
        for index in range(len(submissions)):
            tasks.start_soon(do, index)
    return [done[index] for index in range(len(submissions))]


def _with_time(problem: Problem, limit: timedelta) -> Problem:
    return replace(problem, limits=replace(problem.limits, time_limit=limit))
