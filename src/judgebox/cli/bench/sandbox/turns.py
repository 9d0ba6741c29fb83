"""Measuring several subjects side by side: in turn, so that the machine's noise hits all alike."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import anyio

SETTLE_S = 0.005
"""Between two turns, so that what one subject has left to be cleared away is not charged to the next one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: `once` does it once and says how many nanoseconds it took."""

    name: str
    once: Callable[[], Awaitable[int]]


async def timed(call: Callable[[], Awaitable[object]]) -> int:
    """Nanoseconds from a call to its answer."""
    start = time.perf_counter_ns()
    await call()
    return time.perf_counter_ns() - start


async def measure_in_turn(
    subjects: Sequence[Subject], *, rounds: int, block: int, warm_up: int
) -> Mapping[str, list[int]]:
    """Repeat each subject `block` times in each round; return all times in nanoseconds, by subject.

    Args:
        warm_up: how often each is done before, uncounted.
    """
    samples: dict[str, list[int]] = {subject.name: [] for subject in subjects}
    for subject in subjects:
        for _ in range(warm_up):
            await subject.once()
    for round_number in range(rounds):
        for subject in rotated(subjects, round_number):
            await anyio.sleep(SETTLE_S)
            samples[subject.name] += [await subject.once() for _ in range(block)]
    return samples


def rotated(subjects: Sequence[Subject], by: int) -> list[Subject]:
    """The subjects in their order, but from another one on: none is always the first."""
    first = by % len(subjects) if subjects else 0
    return [*subjects[first:], *subjects[:first]]
