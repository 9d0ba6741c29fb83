"""Call a function of the candidate, once for each test; write each result to a descriptor of its own.

It runs in a box without the answers: what comes out is compared outside. Of every line a candidate could write itself
it knows as little as of the return value for which the line stands.
"""

import json
import os
import sys
import time
from typing import Any

from judgebox.usecases.bulk.drivers.loading import load_candidate, take_stream, words_of
from judgebox.usecases.bulk.drivers.values import decode, encode

RESULTS = 3


def main() -> None:
    with os.fdopen(take_stream(0), "rb") as stream:
        work = json.load(stream)
    try:
        function = _function_of(load_candidate(), work["name"])
    except BaseException as error:
        _write({"load": type(error).__name__, "message": words_of(error)})
        sys.exit(1)
    for call in work["calls"]:
        _write(_call(function, decode(call["args"], _refuse), decode(call["kwargs"], _refuse)))


def _function_of(names: dict[str, Any], name: str) -> Any:
    """Find the function, or the method of the class `Solution` that judges of this kind ask for."""
    if "Solution" in names and hasattr(names["Solution"], name):
        return getattr(names["Solution"](), name)
    if name not in names:
        raise NameError(f"there is no function {name}")
    return names[name]


def _call(function: Any, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    cpu, wall = time.process_time(), time.perf_counter()
    try:
        value = function(*args, **kwargs)
        spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        return {"value": encode(value, _opaque), **spent}
    except BaseException as error:
        spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        return {"error": type(error).__name__, "message": words_of(error), **spent}


def _opaque(value: Any) -> Any:
    return {"o": type(value).__name__}


def _refuse(written: dict[str, Any]) -> Any:
    raise ValueError(f"{written!r} is no value")


def _write(record: dict[str, Any]) -> None:
    line = json.dumps(record).encode() + b"\n"
    while line:
        line = line[os.write(RESULTS, line) :]


if __name__ == "__main__":
    main()
