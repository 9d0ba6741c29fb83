from dataclasses import replace
from datetime import timedelta

import pytest

from judgebox.domain.pressure import UnfinishedLimits, excess_of_site, excess_of_user, wait_for_room
from judgebox.domain.submission import Band

LIMITS = UnfinishedLimits(per_user=10, per_user_in_bulk=100, anonymous=50, per_band=500, in_all=700)
NONE = dict.fromkeys(Band, 0)


def test_a_user_may_fill_the_limit_and_not_pass_it() -> None:
    assert excess_of_user("ada", Band.CONTEST, there=9, new=1, limits=LIMITS) is None

    excess = excess_of_user("ada", Band.CONTEST, there=9, new=3, limits=LIMITS)

    assert excess is not None
    assert excess.count == 2
    assert excess.sentence == (
        "9 submissions of user 'ada' in band contest are unfinished and 3 were sent; the limit is 10"
    )


def test_what_is_more_than_a_limit_by_itself_never_fits() -> None:
    excess = excess_of_user("ada", Band.CONTEST, there=0, new=11, limits=LIMITS)

    assert excess is not None
    assert excess.is_for_ever
    assert excess.sentence == (
        "11 submissions of user 'ada' in band contest were sent together; at most 10 may be unfinished"
    )


@pytest.mark.parametrize(
    ("user_id", "band", "limit"),
    [("ada", Band.PRACTICE, 10), ("ada", Band.BULK, 100), ("ada", Band.REJUDGE, 100), (None, Band.PRACTICE, 50)],
)
def test_bulk_work_and_senders_without_a_name_have_limits_of_their_own(
    user_id: str | None, band: Band, limit: int
) -> None:
    assert excess_of_user(user_id, band, there=limit - 1, new=1, limits=LIMITS) is None
    assert excess_of_user(user_id, band, there=limit, new=1, limits=LIMITS) is not None


def test_a_full_band_leaves_room_for_the_others() -> None:
    full = NONE | {Band.BULK: 500}

    excess = excess_of_site(full, {Band.BULK: 1}, limits=LIMITS)

    assert excess is not None
    assert excess.sentence == "500 submissions in band bulk are unfinished; the limit is 500"
    assert excess_of_site(full, {Band.CONTEST: 1}, limits=LIMITS) is None


def test_a_full_site_takes_nothing_in() -> None:
    full = NONE | {Band.BULK: 400, Band.PRACTICE: 300}

    excess = excess_of_site(full, {Band.CONTEST: 1}, limits=LIMITS)

    assert excess is not None
    assert excess.sentence == "700 submissions are unfinished; the limit is 700"


def test_without_the_limits_of_users_those_of_bands_and_site_hold() -> None:
    limits = LIMITS.without_users()

    assert excess_of_user("ada", Band.CONTEST, there=600, new=1, limits=limits) is None
    assert replace(limits, per_user=10, per_user_in_bulk=100, anonymous=50) == LIMITS


@pytest.mark.parametrize(
    ("excess", "rate", "seconds"), [(1, 100.0, 1), (50, 10.0, 5), (51, 10.0, 6), (10**6, 1.0, 600), (1, 0.0, 60)]
)
def test_there_is_room_when_what_is_too_much_has_finished(excess: int, rate: float, seconds: int) -> None:
    assert wait_for_room(excess, rate=rate) == timedelta(seconds=seconds)


def test_a_large_rejudge_shuts_nobody_out() -> None:
    unfinished = dict.fromkeys(Band, 0) | {Band.REJUDGE: 10 * LIMITS.in_all}

    assert excess_of_site(unfinished, {Band.CONTEST: 1}, limits=LIMITS) is None
