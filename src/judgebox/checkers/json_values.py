"""Compare JSON values: the order of an object's members and the writing of numbers do not matter."""

import json
from collections.abc import Iterator
from typing import Any

from judgebox.checkers.content import Content, held
from judgebox.checkers.floats import is_close, is_number
from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch, no_output
from judgebox.domain.problem import Comparison

SHOWN = 60
"""How much of a value is shown, in characters."""


class _Number(str):
    """A number as it is written, so that it can be compared exactly."""

    __slots__ = ()


def compare_json(answer: Content, output: Content, comparison: Comparison) -> CheckResult:
    """Accept the same values one after the other, numbers within the tolerances of the comparison.

    Raises:
        ValueError: the answer is no JSON.
    """
    try:
        expected = list(_values(held(answer)))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the answer is no JSON: {error}") from error
    try:
        got = list(_values(held(output)))
    except (ValueError, RecursionError) as error:
        return mismatch(f"the output is no JSON: {error}")
    if not got and expected:
        return no_output("there is no output")
    if len(expected) != len(got):
        return mismatch(f"there are {len(got)} values, {len(expected)} expected")
    for number, (one, other) in enumerate(zip(expected, got, strict=True), 1):
        place = _difference(one, other, comparison)
        if place is not None:
            return mismatch(f"value {number}{place}")
    return ACCEPTED


def _values(content: bytes) -> Iterator[Any]:
    decoder = json.JSONDecoder(parse_float=_Number, parse_int=_Number, parse_constant=_refuse)
    text = content.decode()
    position = 0
    while position < len(text):
        if text[position] in " \t\r\n":
            position += 1
            continue
        value, position = decoder.raw_decode(text, position)
        yield value


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _difference(expected: Any, got: Any, comparison: Comparison) -> str | None:
    """Say where two values differ; None if they don't. Without recursion: values may be deep."""
    waiting = [("", expected, got)]
    while waiting:
        place, one, other = waiting.pop()
        if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs = [(f"{place}[{index}]", *pair) for index, pair in enumerate(zip(one, other, strict=True))]
            waiting.extend(reversed(pairs))
        elif isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
            waiting.extend((f"{place}.{key}", one[key], other[key]) for key in reversed(one))
        elif type(one) is not type(other) or isinstance(one, list | dict) or not _is_same(one, other, comparison):
            return f"{place[:SHOWN]}: expected {_shown(one)}, got {_shown(other)}"
    return None


def _is_same(expected: Any, got: Any, comparison: Comparison) -> bool:
    if expected == got:
        return True
    if not isinstance(expected, _Number):
        return False
    one, other = str(expected).encode(), str(got).encode()
    return is_number(one) and is_close(one, other, comparison)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return f"an object of {len(value)}"
    text = str(value) if isinstance(value, _Number) else json.dumps(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
