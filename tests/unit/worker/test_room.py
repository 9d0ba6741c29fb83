import pytest

from judgebox.domain.submission import Band
from judgebox.domain.turns import LOWER_EVERY
from judgebox.worker.room import BUT_REJUDGES, EVERY_BAND, ONLY_REJUDGES, QUIET_S, Room


@pytest.mark.parametrize("slots", [2, 8])
def test_the_last_free_slot_of_several_is_kept_from_rejudges(slots: int) -> None:
    room = Room(slots)

    assert room.bands(free=1, now=0) == set(Band) - {Band.REJUDGE}
    assert room.bands(free=2, now=0) == set(Band)


@pytest.mark.parametrize("slots", [1, 2, 8])
@pytest.mark.parametrize("band", [Band.CONTEST, Band.PRACTICE])
def test_no_rejudge_begins_while_somebody_sends_one_submission_after_the_other(slots: int, band: Band) -> None:
    room = Room(slots)
    room.note_taken(band, now=10)

    assert room.bands(free=slots, now=10 + 0.9 * QUIET_S) == BUT_REJUDGES
    assert room.bands(free=slots, now=10 + QUIET_S) == EVERY_BAND


@pytest.mark.parametrize("band", [Band.BULK, Band.REJUDGE])
def test_what_nobody_waits_for_keeps_no_rejudge_off(band: Band) -> None:
    room = Room(2)
    room.note_taken(band, now=10)

    assert room.bands(free=2, now=10) == EVERY_BAND


def test_a_worker_that_is_never_idle_gives_rejudges_a_turn_now_and_then() -> None:
    room = Room(2)

    asked = []
    for now in range(3 * LOWER_EVERY):
        asked.append(room.bands(free=1, now=now))
        room.note_taken(Band.PRACTICE, now=now)

    assert set(asked) == {BUT_REJUDGES, ONLY_REJUDGES}
    assert asked.count(ONLY_REJUDGES) == 2


def test_a_turn_in_which_no_rejudge_waits_is_over() -> None:
    room = Room(2)
    for _ in range(LOWER_EVERY):
        room.note_taken(Band.PRACTICE, now=0)

    assert [room.bands(free=1, now=0) for _ in range(2)] == [ONLY_REJUDGES, BUT_REJUDGES]


def test_a_worker_with_one_slot_takes_everything_when_it_is_quiet() -> None:
    assert Room(1).bands(free=1, now=0) == EVERY_BAND
