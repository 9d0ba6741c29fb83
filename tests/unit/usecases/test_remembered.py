from collections.abc import Iterator
from datetime import timedelta

import anyio
import pytest

from judgebox.domain.errors import StoreError
from judgebox.usecases.remembered import SHARE, Remembered


class Counter:
    """Counts how often it was asked; each answer takes a while on a clock of its own."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.now = 0.0
        self.asked = 0
        self.takes_s = takes_s

    async def ask(self) -> int:
        await anyio.lowlevel.checkpoint()
        self.now += self.takes_s
        self.asked += 1
        return self.asked

    def remembered(self) -> Remembered[int]:
        return Remembered(self.ask, least=timedelta(seconds=1), timer=lambda: self.now)


async def test_an_answer_is_kept_for_a_while() -> None:
    counter = Counter()
    remembered = counter.remembered()

    assert [await remembered.get() for _ in range(3)] == [1, 1, 1]
    counter.now += 1
    assert await remembered.get() == 2


async def test_a_slow_answer_is_kept_so_long_that_asking_takes_a_small_share_of_the_time() -> None:
    counter = Counter(takes_s=2)
    remembered = counter.remembered()
    await remembered.get()

    counter.now += 2 * SHARE - 1
    assert await remembered.get() == 1
    counter.now += 1
    assert await remembered.get() == 2


async def test_many_callers_ask_once() -> None:
    counter = Counter()
    remembered = counter.remembered()

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(remembered.get)

    assert counter.asked == 1


async def test_a_failure_is_not_kept() -> None:
    answers: Iterator[StoreError | int] = iter([StoreError("away"), 7])

    async def ask() -> int:
        found = next(answers)
        if isinstance(found, StoreError):
            raise found
        return found

    remembered = Remembered(ask, least=timedelta(seconds=1), timer=lambda: 0.0)
    with pytest.raises(StoreError):
        await remembered.get()

    assert await remembered.get() == 7
