"""Values that came out of a box: read without trust, so without anything whose cost a program could choose.

Sets and dictionaries with keys other than strings stay lists: numbers can be made so that all hash to the same place.
"""

import base64
import json
import math
from dataclasses import dataclass
from typing import Any

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Opaque:
    """What is no plain value; no answer equals it."""

    kind: str


@dataclass(frozen=True, slots=True)
class Unordered:
    """The items of a set."""

    items: list[Any]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A dictionary with keys other than strings."""

    pairs: list[tuple[Any, Any]]


def read_value(written: Any) -> Any:
    """Read what `drivers.values.encode` has written.

    Raises:
        ValueError, TypeError, LookupError: nothing of ours has written this.
    """
    if isinstance(written, list):
        return [read_value(item) for item in written]
    if not isinstance(written, dict):
        return written
    ((key, content),) = written.items()
    match key:
        case "t":
            return tuple(read_value(item) for item in content)
        case "s" | "f":
            return Unordered([read_value(item) for item in content])
        case "d":
            return _dictionary([(read_value(name), read_value(item)) for name, item in content])
        case "i":
            return int(content, 16)
        case "n":
            return _named(content[0], content[1])
        case "y" | "b":
            return Opaque(f"bytes {base64.b64decode(content)[:SHOWN]!r}")
        case "r":
            return Opaque("range")
        case "c":
            return Opaque("complex")
        case _:
            return Opaque(str(content)[:SHOWN])


def _dictionary(pairs: list[tuple[Any, Any]]) -> Any:
    return dict(pairs) if all(isinstance(name, str) for name, _ in pairs) else Pairs(pairs)


def _named(name: str, content: Any) -> Any:
    if name in ("Counter", "OrderedDict", "defaultdict"):
        return _dictionary([(read_value(key), read_value(item)) for key, item in content])
    return [read_value(item) for item in content] if name == "deque" else Opaque(str(name)[:SHOWN])


def as_json(value: Any) -> Any:
    """Make of a value what JSON makes of it: tuples and sets are lists, keys are strings."""
    match value:
        case list() | tuple():
            return [as_json(item) for item in value]
        case Unordered():
            return [as_json(item) for item in value.items]
        case dict():
            return {name: as_json(item) for name, item in value.items()}
        case Pairs():
            return {_key(name): as_json(item) for name, item in value.pairs}
        case _:
            return value


def _key(name: Any) -> str:
    if isinstance(name, str):
        return name
    return json.dumps(name) if name is None or isinstance(name, bool | float) else shown(name)


def canonical(value: Any) -> str:
    """Write a value of JSON so that equal ones are written alike: 1 and 1.0 are equal, 1 and true are not."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    match value:
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {"d": {str(name): _plain(item) for name, item in value.items()}}
        case bool() | None | str():
            return value
        case float() if value.is_integer():
            return {"i": hex(int(value))}
        case float() if math.isfinite(value):
            return {"f": value.hex()}
        case int():
            return {"i": hex(value)}
        case _:
            return {"o": repr(value)[:SHOWN]}


def shown(value: Any) -> str:
    """Write a value for a reader, cut where it gets long."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, say
        text = f"a {type(value).__name__} too large to show"
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
