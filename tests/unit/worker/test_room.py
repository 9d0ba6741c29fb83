import pytest

from judgebox.domain.submission import Band
from judgebox.worker.room import bands_to_take


@pytest.mark.parametrize("slots", [2, 8])
def test_the_last_free_slot_of_several_is_kept_from_rejudges(slots: int) -> None:
    assert bands_to_take(free=1, slots=slots) == set(Band) - {Band.REJUDGE}
    assert bands_to_take(free=2, slots=slots) == set(Band)


def test_a_worker_with_one_slot_takes_everything() -> None:
    assert bands_to_take(free=1, slots=1) == set(Band)
