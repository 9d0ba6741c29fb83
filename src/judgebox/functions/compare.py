"""Compare the result of a call with the answer, as the signature declares."""

import json
import math
from collections import Counter
from dataclasses import dataclass

from judgebox.functions.signature import Comparison, Kind, Order, Signature
from judgebox.functions.types import VOID, Base, Type
from judgebox.functions.values import canonical, check_value, double_of, lines_of, parse_json, without_tail

SHOWN = 200
"""How much of a value a message quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Whether a result is right; if not, why, with the answer quoted."""

    accepted: bool
    message: str | None = None


_RIGHT = Compared(accepted=True)


def result_of_line(line: bytes) -> bytes | None:
    """What a line of the driver gives as the result; None if a hostile or broken program wrote something else."""
    line = line.strip()
    if line.startswith(b'{"result":') and line.endswith(b"}"):
        return line[len(b'{"result":') : -1]
    return None


def compare(signature: Signature, given: bytes, answer: bytes, result: bytes) -> Compared:
    """Compare the JSON of a result with that of the answer.

    Args:
        given: the input of the case; of a class it tells which methods were called.

    Raises:
        ValueError: the answer is no JSON or not of the type declared: the fault of the problem's author.
    """
    if result == answer.strip() and not signature.comparison.any_of:
        return _RIGHT
    expected = parse_json(answer)
    try:
        found = parse_json(result)
    except ValueError:
        return Compared(accepted=False, message=f"the result is no JSON: {_shown(result)}")
    if signature.kind is Kind.FUNCTION:
        return _compare_value(signature.comparison, signature.function.result, expected, found)
    return _compare_calls(signature, given, expected, found)


def _compare_calls(signature: Signature, given: bytes, expected: object, found: object) -> Compared:
    names = parse_json(lines_of(given)[0])
    if not isinstance(names, list) or not isinstance(expected, list) or len(names) != len(expected):
        raise ValueError("input and answer do not have equally many operations")
    if not isinstance(found, list) or len(found) != len(expected):
        return Compared(accepted=False, message=f"expected {len(expected)} results")
    types = {method.name: method.result for method in signature.methods}
    for index, (name, right, got) in enumerate(zip(names, expected, found, strict=True)):
        of = types.get(name, VOID) if index else VOID
        compared = _compare_value(signature.comparison, of, right, got)
        if not compared.accepted:
            return Compared(accepted=False, message=f"operation {index + 1}, {name}: {compared.message}")
    return _RIGHT


def _compare_value(comparison: Comparison, of: Type, expected: object, found: object) -> Compared:
    if comparison.any_of and of != VOID:
        choices = expected if isinstance(expected, list) else [expected]
        if any(_compare_value(Comparison(), of, choice, found).accepted for choice in choices):
            return _RIGHT
        return Compared(accepted=False, message=f"{_shown(found)} is none of the {len(choices)} right results")
    complaint = check_value(of, expected)
    if complaint is not None:
        raise ValueError(f"the answer {complaint}")
    if check_value(of, found) is None and _equal(comparison, of, expected, found):
        return _RIGHT
    return Compared(accepted=False, message=f"expected {_shown(expected)}, got {_shown(found)}")


def _equal(comparison: Comparison, of: Type, expected: object, found: object) -> bool:
    """Compare two values of the type."""
    if comparison.order is not Order.GIVEN and of.depth:
        deep = comparison.order is Order.ANY_DEEP
        return Counter(_keys(of, expected, deep=deep)) == Counter(_keys(of, found, deep=deep))
    if of.depth:
        assert isinstance(expected, list)
        assert isinstance(found, list)
        pairs = zip(expected, found, strict=False)
        return len(expected) == len(found) and all(_equal(comparison, of.element, *pair) for pair in pairs)
    if of.base is Base.DOUBLE:
        return _close(comparison, double_of(expected), double_of(found))
    if of.is_node:
        return without_tail(expected) == without_tail(found)
    return expected == found


def _keys(of: Type, values: object, *, deep: bool) -> list[str]:
    """A text for each item of a list, the same for items that are equal."""
    assert isinstance(values, list)
    return [_key(of.element, value, deep=deep) for value in values]


def _key(of: Type, value: object, *, deep: bool) -> str:
    if deep and of.depth:
        return f"[{','.join(sorted(_keys(of, value, deep=True)))}]"
    return canonical(of, value)


def _close(comparison: Comparison, expected: float, found: float) -> bool:
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    if expected == found:
        return True
    if math.isinf(expected) or math.isinf(found):
        return False
    distance = abs(expected - found)
    within_absolute = comparison.absolute is not None and distance <= comparison.absolute
    within_relative = comparison.relative is not None and distance <= comparison.relative * abs(expected)
    return within_absolute or within_relative


def _shown(value: object) -> str:
    if isinstance(value, bytes):
        text = value[: 4 * SHOWN].decode(errors="replace")
    else:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
