"""What was measured: times, sizes before and after, aims beside them, and what could not be measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from statistics import fmean

from judgebox.cli.bench.report import percentile

NS_IN_MS = 1_000_000


class Unit(StrEnum):
    """What a figure counts."""

    MILLISECONDS = "ms"
    TIMES = "times"
    MEBIBYTES = "MiB"
    PIECES = "pieces"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long one subject took, over all its counted repetitions."""

    name: str
    count: int
    p50_ms: float
    p99_ms: float
    mean_ms: float
    least_ms: float
    most_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much there was of something before and after; `before` is None where only one was taken."""

    name: str
    unit: Unit
    before: float | None
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A figure that is to be at most `limit`."""

    name: str
    unit: Unit
    value: float
    limit: float
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """What could not be measured here, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReport:
    """Everything about one part."""

    part: str
    timings: Sequence[Timing] = ()
    amounts: Sequence[Amount] = ()
    aims: Sequence[Aim] = ()
    unmeasured: Sequence[Unmeasured] = ()


class Form(Enum):
    """How a report is printed."""

    TEXT = auto()
    MARKDOWN = auto()
    JSON = auto()


def timing_of(name: str, samples_ns: Sequence[int]) -> Timing:
    """Sum up the repetitions of a subject; there must be one."""
    return Timing(
        name=name,
        count=len(samples_ns),
        p50_ms=_ms(percentile(samples_ns, 50)),
        p99_ms=_ms(percentile(samples_ns, 99)),
        mean_ms=_ms(fmean(samples_ns)),
        least_ms=_ms(min(samples_ns)),
        most_ms=_ms(max(samples_ns)),
    )


def _ms(duration_ns: float) -> float:
    return round(duration_ns / NS_IN_MS, 4)


def aim_of(name: str, value: float, *, limit: float, unit: Unit) -> Aim:
    """Compare what was measured with what was aimed at; both are rounded first, as they are shown."""
    shown = round(value, 3)
    return Aim(name=name, unit=unit, value=shown, limit=limit, is_met=shown <= limit)


def difference_aim(name: str, timing: Timing, base: Timing, *, percent: int, limit_ms: float) -> Aim:
    """Aim at a subject that takes at most so much longer than another one, both at p50 or both at p99."""
    value = _at(timing, percent) - _at(base, percent)
    return aim_of(f"{name}, p{percent}", value, limit=limit_ms, unit=Unit.MILLISECONDS)


def ratio_aim(name: str, timing: Timing, base: Timing, *, limit: float) -> Aim:
    """Aim at a subject that takes at most this part of another one, both at p50."""
    return aim_of(f"{name}, p50", timing.p50_ms / base.p50_ms, limit=limit, unit=Unit.TIMES)


def time_aim(name: str, timing: Timing, *, limit_ms: float) -> Aim:
    return aim_of(f"{name}, p50", timing.p50_ms, limit=limit_ms, unit=Unit.MILLISECONDS)


def _at(timing: Timing, percent: int) -> float:
    return {50: timing.p50_ms, 99: timing.p99_ms}[percent]
