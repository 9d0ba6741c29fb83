"""Write values of Python as JSON and read them back, so that tuples stay tuples and nothing is ever executed.

JSON's own values stand for themselves; all others are an object with one key, which says what it is. Subclasses are
written as what they extend: what a program has made of `==` in them does not come along.
"""

import binascii
import sys
from collections.abc import Callable
from typing import Any

PLAIN_BITS = 1024
"""Longer numbers are written in base 16: Python refuses to read long ones in base 10, and is slow at it."""

NAMED = {
    "Counter": "collections",
    "OrderedDict": "collections",
    "defaultdict": "collections",
    "deque": "collections",
    "Decimal": "decimal",
    "Fraction": "fractions",
    "date": "datetime",
    "datetime": "datetime",
    "timedelta": "datetime",
}
"""Classes of the standard library whose objects are values, with their modules."""


def encode(value: Any, other: Callable[[Any], Any]) -> Any:
    """Make a value one of JSON.

    Args:
        other: writes what is no plain value, or raises.
    """
    if value is None or value is True or value is False:
        return value
    named = _named(value)
    if named is not None:
        return {"n": [named, _content(named, value, other)]}
    return _encode_builtin(value, other)


def _encode_builtin(value: Any, other: Callable[[Any], Any]) -> Any:
    if isinstance(value, int):
        number = int.__add__(value, 0)
        return number if number.bit_length() <= PLAIN_BITS else {"i": hex(number)}
    if isinstance(value, float):
        return float.__add__(value, 0.0)
    if isinstance(value, str):
        return str.__str__(value) if type(value) is str else "".join(str.__iter__(value))
    if isinstance(value, list):
        return [encode(item, other) for item in list.__iter__(value)]
    if isinstance(value, tuple):
        return {"t": [encode(item, other) for item in tuple.__iter__(value)]}
    if isinstance(value, set):
        return {"s": [encode(item, other) for item in set.__iter__(value)]}
    if isinstance(value, frozenset):
        return {"f": [encode(item, other) for item in frozenset.__iter__(value)]}
    if isinstance(value, dict):
        return {"d": _pairs(value, other)}
    if isinstance(value, (bytes, bytearray)):
        return {"y" if isinstance(value, bytes) else "b": binascii.b2a_base64(value, newline=False).decode()}
    if isinstance(value, complex):
        return {"c": [value.real, value.imag]}
    if isinstance(value, range):
        return {"r": [encode(each, other) for each in (value.start, value.stop, value.step)]}
    return other(value)


def _pairs(value: Any, other: Callable[[Any], Any]) -> list[Any]:
    return [[encode(key, other), encode(item, other)] for key, item in dict.items(value)]


def _named(value: Any) -> str | None:
    name = type(value).__name__
    module = sys.modules.get(NAMED.get(name, ""))
    return name if module is not None and getattr(module, name, None) is type(value) else None


def _content(name: str, value: Any, other: Callable[[Any], Any]) -> Any:
    if name in ("Counter", "OrderedDict", "defaultdict"):
        return _pairs(value, other)
    if name == "deque":
        return [encode(item, other) for item in value]
    if name == "timedelta":
        return [value.days, value.seconds, value.microseconds]
    return value.isoformat() if name in ("date", "datetime") else str(value)


def decode(written: Any, other: Callable[[dict[str, Any]], Any]) -> Any:
    """Read what `encode` has written.

    Args:
        other: reads an object with a key that is none of ours, or raises.

    Raises:
        ValueError, TypeError, LookupError: nothing of ours has written this.
    """
    if isinstance(written, list):
        return [decode(item, other) for item in written]
    if not isinstance(written, dict):
        return written
    ((key, content),) = written.items()
    if key in ("t", "s", "f"):
        kind = {"t": tuple, "s": set, "f": frozenset}[key]
        return kind(decode(item, other) for item in content)
    if key == "d":
        return {decode(name, other): decode(item, other) for name, item in content}
    if key == "i":
        return int(content, 16)
    if key in ("y", "b"):
        raw = binascii.a2b_base64(content)
        return raw if key == "y" else bytearray(raw)
    if key == "c":
        return complex(content[0], content[1])
    if key == "r":
        return range(*(decode(each, other) for each in content))
    return _decode_named(content[0], content[1], other) if key == "n" else other(written)


def _decode_named(name: str, content: Any, other: Callable[[dict[str, Any]], Any]) -> Any:
    kind = getattr(__import__(NAMED[name]), name)
    if name in ("Counter", "OrderedDict", "defaultdict"):
        pairs = {decode(key, other): decode(item, other) for key, item in content}
        return kind(None, pairs) if name == "defaultdict" else kind(pairs)
    if name == "deque":
        return kind(decode(item, other) for item in content)
    if name == "timedelta":
        return kind(*content)
    return kind.fromisoformat(content) if name in ("date", "datetime") else kind(content)
