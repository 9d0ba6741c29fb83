"""Verify: judge what the author of a package has graded, and see whether the package keeps what it promises.

How it works: where the package leaves its time limit to be inferred, what bounds it from below is judged first,
with much time, and the limit follows from that. The others are judged with the limit. What is to be too slow gets
the time that the format wants beyond the limit: if it needs even more, it is too slow by a margin; if not, it
is judged once more with the limit alone, so that its verdict is the one that anybody would get.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio

from judgebox.domain.problem import GradedSubmission, Package, Problem
from judgebox.domain.time_limit import Bound, SlowestTimes, bound_of, infer_time_limit
from judgebox.domain.timing import NEAR_FACTOR
from judgebox.domain.verdict import Verdict
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
    """

    path: Path
    package: Package
    submissions: tuple[Verified, ...] = ()
    times: SlowestTimes = field(default_factory=SlowestTimes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    """A verified submission that is to be too slow, and its slowest case with more time than the limit.

    Attributes:
        slowest: None if it was ended before it was done, and so needs even more.
    """

    verified: Verified
    slowest: timedelta | None = None


async def verify_package(path: Path, package: Package, verifier: Verifier) -> VerifiedPackage:
    """Judge all graded submissions of a package, over as many slots as are free."""
    is_legacy = package.format.startswith("legacy")
    bounds = {each.path: bound_of(each, is_legacy=is_legacy) for each in package.submissions}
    verified: dict[str, Verified] = {}
    if package.time_is_inferred:
        below = [each for each in package.submissions if bounds[each.path] is Bound.LOWER]
        measured = await _verify_each(below, _with_time(package.problem, MEASURED_WITHIN), verifier, str(path))
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
    is_legacy = package.format.startswith("legacy")
    below = [each for each in package.submissions if bound_of(each, is_legacy=is_legacy) is Bound.LOWER]
    return limit_of(package, await _verify_each(below, _with_time(package.problem, MEASURED_WITHIN), verifier, ""))


def limit_of(package: Package, measured: Iterable[Verified]) -> timedelta | None:
    """The limit that follows from submissions which were judged with much time; None if none came to its end."""
    slowest = _slowest_in_time(measured)
    return None if slowest is None else infer_time_limit(package.time_rule, slowest)


def _slowest_in_time(verified: Iterable[Verified]) -> timedelta | None:
    ended = [each for each in verified if each.cases and all(c.verdict is not Verdict.TIME_LIMIT for c in each.cases)]
    return max((each.slowest for each in ended), default=None)


def _times_of(in_time: Iterable[Verified], timed: Sequence[_Timed]) -> SlowestTimes:
    known = [each for each in timed if each.verified.cases]
    slowest = [each.slowest for each in known if each.slowest is not None]
    return SlowestTimes(
        accepted=_slowest_in_time(in_time),
        too_slow=min(slowest) if slowest else min((each.verified.slowest for each in known), default=None),
        too_slow_is_at_least=bool(known) and not slowest,
    )


async def _verify_too_slow(package: Package, verifier: Verifier, name: str, submission: GradedSubmission) -> _Timed:
    problem, limit = package.problem, package.problem.limits.time_limit
    with_more = _with_time(problem, limit * package.time_rule.limit_to_tle)
    verified = await verifier.verify(submission, with_more, name)
    is_decided = all(
        case.verdict is Verdict.TIME_LIMIT or case.cpu_time < limit * NEAR_FACTOR for case in verified.cases
    )
    if is_decided:
        has_ended = all(case.verdict is not Verdict.TIME_LIMIT for case in verified.cases)
        return _Timed(verified=verified, slowest=verified.slowest if has_ended else None)
    has_ended = all(case.verdict is not Verdict.TIME_LIMIT for case in verified.cases)
    slowest = verified.slowest if has_ended else None
    return _Timed(verified=await verifier.verify(submission, problem, name), slowest=slowest)


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
