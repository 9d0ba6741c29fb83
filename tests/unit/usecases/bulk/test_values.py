import json
from collections import Counter, OrderedDict, deque
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgebox.usecases.bulk.drivers.values import decode, encode
from judgebox.usecases.bulk.values import Opaque, Pairs, Unordered, canonical, read_value

atoms = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
keys = st.integers() | st.text() | st.tuples(st.integers(), st.text())
values = st.recursive(
    atoms | st.complex_numbers(allow_nan=False) | st.integers(min_value=-(10**600), max_value=10**600),
    lambda inner: (
        st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(keys, inner) | st.sets(keys) | st.frozensets(keys)
    ),
    max_leaves=10,
)


def refuse(value: Any) -> Any:
    raise TypeError(f"{value!r} is no plain value")


def there_and_back(value: Any) -> Any:
    return decode(json.loads(json.dumps(encode(value, refuse))), refuse)


@given(values)
def test_a_plain_value_comes_back_as_it_was(value: Any) -> None:
    assert there_and_back(value) == value


@pytest.mark.parametrize(
    "value",
    [
        bytearray(b"\xff"),
        range(1, 10, 3),
        pytest.param(10**5000, id="long"),
        Counter("aab"),
        OrderedDict([(2, 1), (1, 2)]),
        deque([1, 2]),
        Decimal("1.50"),
        Fraction(1, 3),
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4, 5),
        timedelta(days=1, microseconds=5),
    ],
)
def test_values_of_the_standard_library_come_back_with_their_type(value: Any) -> None:
    back = there_and_back(value)

    assert back == value
    assert type(back) is type(value)


def test_what_a_subclass_says_about_itself_does_not_come_along() -> None:
    class Liar(int):
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 0

        def __add__(self, other: int) -> int:
            return 99

    back = there_and_back(Liar(3))

    assert type(back) is int
    assert back == 3


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ((1, [2]), (1, [2])),
        ({1: "a"}, Pairs([(1, "a")])),
        ({"a": (1,)}, {"a": (1,)}),
        ({3}, Unordered([3])),
        (Counter("a"), {"a": 1}),
        (10**400, 10**400),
        (b"x", Opaque("bytes b'x'")),
        (Decimal(1), Opaque("Decimal")),
    ],
)
def test_outside_values_are_read_without_hashing_what_a_program_chose(value: Any, read: Any) -> None:
    assert read_value(json.loads(json.dumps(encode(value, refuse)))) == read


@pytest.mark.parametrize("written", [{}, {"a": 1, "b": 2}, {"t": 5}, {"d": [1]}, {"i": "x"}, {"n": []}, {"y": "abc"}])
def test_what_nothing_of_ours_has_written_is_refused(written: Any) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        read_value(written)


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, "1"), (None, "null"), ([1], [[1]]), ({"i": "0x1"}, 1)])
def test_different_values_are_written_differently(one: Any, other: Any) -> None:
    assert canonical(one) != canonical(other)
