import pytest

from judgebox.domain.submission import Band
from judgebox.domain.turns import LOWER_EVERY
from judgebox.worker.room import BUT_REJUDGES, EVERY_BAND, ONLY_REJUDGES, Room


@pytest.mark.parametrize("slots", [2, 8])
def test_the_last_free_slot_of_several_is_kept_from_rejudges(slots: int) -> None:
    room = Room(slots)

    assert room.bands(free=1) == set(Band) - {Band.REJUDGE}
    assert room.bands(free=2) == set(Band)


def test_a_worker_that_is_never_idle_gives_rejudges_a_turn_now_and_then() -> None:
    room = Room(2)

    asked = []
    for _ in range(3 * LOWER_EVERY):
        asked.append(room.bands(free=1))
        room.note_taken()

    assert set(asked) == {BUT_REJUDGES, ONLY_REJUDGES}
    assert asked.count(ONLY_REJUDGES) == 2


def test_a_turn_in_which_no_rejudge_waits_is_over() -> None:
    room = Room(2)
    for _ in range(LOWER_EVERY):
        room.note_taken()

    assert [room.bands(free=1) for _ in range(2)] == [ONLY_REJUDGES, BUT_REJUDGES]


def test_a_worker_with_one_slot_takes_everything() -> None:
    assert Room(1).bands(free=1) == EVERY_BAND
