"""Positions in a history: their order, and what comes from browsers as one."""

from datetime import UTC, datetime

import pytest

from judgebox.domain.errors import RequestError
from judgebox.domain.events import EventKind, Position, event_of, parse_position
from judgebox.domain.submission import Submission, SubmissionId

SUBMISSION = Submission(
    id=SubmissionId("sub_1"), language="c", source="", created_at=datetime(2026, 11, 25, tzinfo=UTC), generation=3
)


def test_positions_are_ordered_by_generation_attempt_and_number() -> None:
    assert Position(1, 0, 0) < Position(1, 1, 9) < Position(1, 1, 10) < Position(1, 2, 1) < Position(2, 0, 0)


def test_a_position_is_read_as_it_is_written() -> None:
    assert parse_position(str(Position(1, 2, 7))) == Position(1, 2, 7)


def test_the_end_stands_behind_all_that_its_attempt_tells() -> None:
    end = event_of(SUBMISSION, EventKind.FINISHED, attempt=2)
    case = event_of(SUBMISSION, EventKind.CASE, attempt=2, sequence=999_999)
    next_attempt = event_of(SUBMISSION, EventKind.COMPILING, attempt=3, sequence=1)

    assert case.position < end.position < next_attempt.position


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.1", "1.1.", "1.1.x", "1.1.1.1", "-1.1.1", "1.1.1 ", "٣.٣.٣", "1732-0", f"1.1.{2**31}", "1." * 9999],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="is not a position"):
        parse_position(text)
