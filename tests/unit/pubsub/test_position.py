"""Positions in a history come from browsers, so anything may be in them."""

import pytest

from judgebox.domain.errors import RequestError
from judgebox.pubsub.redis_events import parse_position


def test_positions_are_ordered_by_time_and_then_by_number() -> None:
    assert parse_position("9-10") < parse_position("10-2") < parse_position("10-11")


@pytest.mark.parametrize("text", ["", "1", "-", "1-x", "+", "$", "(1-1", "1-1 ", f"{2**64}-0", "1" * 10_000 + "-1"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="is not a position"):
        parse_position(text)
