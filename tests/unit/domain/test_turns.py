"""Which band comes first in a turn, and who finds room in a line."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgebox.domain.submission import Band
from judgebox.domain.turns import LOWER_EVERY, WINDOW, WINDOW_LIMIT, bands_of_turn, has_room

ALL = list(Band)


@given(st.integers(1, 10_000), st.sets(st.sampled_from(Band)))
def test_every_band_is_looked_into_in_every_turn(turn: int, bands: set[Band]) -> None:
    assert sorted(bands_of_turn(turn, bands)) == sorted(bands)


@pytest.mark.parametrize("turn", [1, 2, LOWER_EVERY - 1, LOWER_EVERY + 1, 2 * LOWER_EVERY - 1])
def test_most_turns_go_down_in_strict_order(turn: int) -> None:
    assert bands_of_turn(turn, ALL) == ALL


def test_in_its_share_each_lower_band_is_first_in_rotation_and_the_highest_last() -> None:
    contest, practice, bulk, rejudge = ALL

    assert [bands_of_turn(number * LOWER_EVERY, ALL) for number in (1, 2, 3, 4)] == [
        [practice, bulk, rejudge, contest],
        [bulk, rejudge, practice, contest],
        [rejudge, practice, bulk, contest],
        [practice, bulk, rejudge, contest],
    ]


def test_the_highest_band_keeps_all_turns_but_one_in_sixteen() -> None:
    firsts = Counter(bands_of_turn(turn, ALL)[0] for turn in range(1, 48 * LOWER_EVERY + 1))

    assert firsts == {Band.CONTEST: 48 * (LOWER_EVERY - 1), Band.PRACTICE: 16, Band.BULK: 16, Band.REJUDGE: 16}


@pytest.mark.parametrize(
    ("waiting", "tag", "room"),
    [
        (0, 9, True),
        (WINDOW - 1, 9, True),
        (WINDOW, 4, True),
        (WINDOW, 5, False),
        (WINDOW, 6, False),
        (WINDOW_LIMIT - 1, 4, True),
        (WINDOW_LIMIT, 4, False),
    ],
)
def test_a_full_line_takes_in_what_is_to_be_served_before_its_last_one_up_to_a_limit(
    waiting: int, tag: int, room: bool
) -> None:
    assert has_room(waiting, tag=tag, highest=5) is room
