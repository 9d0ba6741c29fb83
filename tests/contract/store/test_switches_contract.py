"""What the operators' switches promise: in memory, in SQLite, in PostgreSQL."""

from datetime import UTC, datetime

import pytest

from judgebox.domain.submission import Band
from judgebox.domain.switches import SwitchBoard
from judgebox.ports import Store, Switches
from judgebox.store import DatabaseStore, DatabaseSwitches
from judgebox.testing import MemorySwitches

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def switches(store: Store) -> Switches:
    return DatabaseSwitches(store.connections) if isinstance(store, DatabaseStore) else MemorySwitches()


async def test_nothing_is_switched_at_first(switches: Switches) -> None:
    assert await switches.read() == SwitchBoard(paused=frozenset(), is_closed=False)


async def test_bands_stay_paused_until_they_are_resumed(switches: Switches) -> None:
    await switches.pause([Band.BULK, Band.REJUDGE], at=NOW)
    await switches.pause([Band.BULK], at=NOW)
    await switches.resume([Band.REJUDGE, Band.CONTEST], at=NOW)

    assert (await switches.read()).paused == {Band.BULK}


async def test_the_intake_is_closed_until_it_is_opened(switches: Switches) -> None:
    await switches.close_intake(at=NOW)
    await switches.close_intake(at=NOW)
    assert (await switches.read()).is_closed

    await switches.open_intake(at=NOW)
    assert not (await switches.read()).is_closed
