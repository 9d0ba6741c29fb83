from datetime import UTC, datetime, timedelta

import pytest

from judgebox.domain.errors import RequestError
from judgebox.domain.submission import FOLLOWERS, State, check_text, submission_id_of

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_ids_sort_by_time() -> None:
    early = submission_id_of(NOW, b"\xff" * 10)
    late = submission_id_of(NOW + timedelta(milliseconds=1), b"\x00" * 10)

    assert early < late
    assert len(early) == len(late) == 30


def test_nothing_follows_a_final_state() -> None:
    assert {state for state in State if state.is_final} == {State.JUDGED, State.CANCELLED}


def test_what_is_judging_can_go_back_to_the_queue_when_its_lease_is_lost() -> None:
    assert State.QUEUED in FOLLOWERS[State.JUDGING]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "empty_source", "source is empty"),
        ("x" * 65537, "source_too_large", "source has 65537 bytes, the limit is 65536"),
        ("é" * 32769, "source_too_large", "source has 65538 bytes, the limit is 65536"),
        ("a\0b", "invalid_text", "NUL byte at character 2"),
        ("\ud800", "invalid_text", "not valid Unicode"),
    ],
)
def test_a_source_that_cannot_be_judged_is_refused_with_the_limit_named(text: str, code: str, said: str) -> None:
    with pytest.raises(RequestError, match=said) as caught:
        check_text(text, field="source", limit_bytes=65536)

    assert caught.value.code == code


def test_a_source_of_just_the_limit_is_taken() -> None:
    check_text("x" * 65536, field="source", limit_bytes=65536)
