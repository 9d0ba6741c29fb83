from datetime import UTC, datetime, timedelta

import pytest

from judgebox.domain.submission import Band
from judgebox.testing import FakeClock, MemoryDispatcher, MemorySwitches
from judgebox.usecases.operate import Operator


@pytest.fixture
def dispatcher() -> MemoryDispatcher:
    return MemoryDispatcher(FakeClock(datetime(2026, 11, 25, tzinfo=UTC)), lease=timedelta(seconds=4))


@pytest.fixture
def operator(dispatcher: MemoryDispatcher) -> Operator:
    clock = FakeClock(datetime(2026, 11, 25, tzinfo=UTC))
    return Operator(switches=MemorySwitches(), dispatcher=dispatcher, clock=clock)


async def test_a_band_is_paused_in_the_queue_at_once_and_resumed_at_once(
    operator: Operator, dispatcher: MemoryDispatcher
) -> None:
    board = await operator.pause([Band.BULK, Band.REJUDGE])
    assert board.paused == (await dispatcher.stats()).paused == {Band.BULK, Band.REJUDGE}

    board = await operator.resume([Band.BULK])
    assert board.paused == (await dispatcher.stats()).paused == {Band.REJUDGE}


async def test_a_queue_that_forgot_its_pause_is_told_again(operator: Operator, dispatcher: MemoryDispatcher) -> None:
    await operator.pause([Band.BULK])
    dispatcher.lose_all()

    await operator.restore()

    assert (await dispatcher.stats()).paused == {Band.BULK}


async def test_a_pause_that_is_switched_while_the_queue_is_away_holds_when_it_is_back(
    operator: Operator, dispatcher: MemoryDispatcher
) -> None:
    dispatcher.is_away = True
    assert (await operator.pause([Band.CONTEST])).paused == {Band.CONTEST}
    dispatcher.is_away = False

    await operator.restore()

    assert (await dispatcher.stats()).paused == {Band.CONTEST}


async def test_a_pause_that_nobody_remembers_is_lifted(operator: Operator, dispatcher: MemoryDispatcher) -> None:
    await dispatcher.pause([Band.BULK])

    await operator.restore()

    assert (await dispatcher.stats()).paused == frozenset()


async def test_the_intake_is_closed_and_opened(operator: Operator) -> None:
    assert (await operator.close_intake()).is_closed
    assert not (await operator.open_intake()).is_closed
