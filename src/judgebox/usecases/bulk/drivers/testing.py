"""The tests' side: run the tests, with the candidate's functions in another box, and tell what came of each.

The line that says that a test passed is written here, to a descriptor that the candidate's side doesn't have: a
candidate that ends its process, at whatever moment and with whatever status, passes nothing.
"""

import json
import os
import sys
import types
from typing import Any

from judgebox.usecases.bulk.drivers.loading import take_stream, words_of
from judgebox.usecases.bulk.drivers.peer import TESTS, Gone, Peer, Unsupported, public_names

RESULTS = 3
WORK = 4


def main() -> None:
    with os.fdopen(WORK, "rb") as file:
        work = json.load(file)
    peer = Peer(take_stream(0), take_stream(1), is_guarded=True)
    try:
        names = _names(peer, work)
    except _NotLoaded as error:
        _write({"load": error.kind, "message": error.message})
        return
    except _Fault as error:
        _write({"fault": words_of(error)})
        return
    except Gone as error:
        _write({"load": "", "message": words_of(error)})
        return
    for index, test in enumerate(work["tests"]):
        record = _run(test, f"test {index + 1}", names, peer)
        _write(record)
        if peer.is_broken:
            return


class _NotLoaded(Exception):
    def __init__(self, kind: str, message: str) -> None:
        self.kind, self.message = kind, message


class _Fault(Exception):
    """The tests themselves are broken, or need what this host doesn't have."""


def _names(peer: Peer, work: dict[str, Any]) -> dict[str, Any]:
    """What the tests see: what the task gives, the candidate's functions, and under `solution` the latter again.

    Where the task gives a whole function, as help for others, it is not the candidate's.
    """
    first = peer.receive()
    if first is None:
        raise peer.broken("the candidate's program ended before it was loaded")
    if "load" in first:
        raise _NotLoaded(str(first["load"]), str(first.get("message", "")))
    module = types.ModuleType(TESTS)
    sys.modules[TESTS] = module
    names = module.__dict__
    _run_given(work["given"], names)
    entry = work["entry"]
    candidate = dict(_shown(peer, first))
    if entry is not None and entry not in candidate:
        raise _NotLoaded("NameError", f"there is no function {entry}")
    for name, value in candidate.items():
        if name == entry or name not in names:
            names[name] = value
    sys.modules["solution"] = types.ModuleType("solution")
    sys.modules["solution"].__dict__.update(candidate)
    _set_up(work["setup"], names, peer)
    return names


def _set_up(setup: str, names: dict[str, Any], peer: Peer) -> None:
    code = _compiled(setup, "setup")
    try:
        exec(code, names)
    except ModuleNotFoundError as error:
        raise _Fault(f"the tests' setup: {words_of(error)}") from None
    except Exception as error:
        raise _NotLoaded(type(error).__name__, f"the tests' setup: {words_of(error)}") from None


def _compiled(text: str, name: str) -> types.CodeType:
    try:
        return compile(text, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise _Fault(f"{name} is no program of Python: {words_of(error)}") from None


def _shown(peer: Peer, first: dict[str, Any]) -> list[tuple[str, Any]]:
    shown = []
    sent = dict(first.get("names", {}))
    for name in public_names(sent):  # looked at here once more: who sends them may have left it out
        try:
            shown.append((name, peer.read(sent[name])))
        except Gone:  # a module that is not here, say: whoever needs it will miss it
            peer.is_broken = False
    return shown


def _run_given(given: str, names: dict[str, Any]) -> None:
    """Run the task's own beginning of the program; it may well be no whole program by itself."""
    try:
        exec(compile(given, "given", "exec", dont_inherit=True), names)
    except Exception:
        names.clear()
        names["__name__"] = TESTS


def _run(test: str, name: str, names: dict[str, Any], peer: Peer) -> dict[str, Any]:
    try:
        code = _compiled(test, name)
    except _Fault as error:
        return {"fault": words_of(error)}
    try:
        _run_code(code, names)
    except (ModuleNotFoundError, Unsupported) as error:
        return {"fault": f"{name}: {words_of(error)}"}
    except BaseException as error:
        is_candidates = error is peer.raised or isinstance(error, Gone)
        return {"passed": False, "error": type(error).__name__, "message": words_of(error), "raised": is_candidates}
    if peer.is_broken:
        return {"passed": False, "error": "Gone", "message": "the candidate's program ended", "raised": True}
    return {"passed": True}


def _run_code(code: types.CodeType, names: dict[str, Any]) -> None:
    """Run a test, and what it only defines: functions called `test...` and classes of unittest."""
    before = dict(names)
    exec(code, names)
    defined = [value for name, value in list(names.items()) if before.get(name) is not value]
    for value in defined:
        if isinstance(value, types.FunctionType) and value.__name__.startswith("test") and _takes_nothing(value):
            value()
        elif isinstance(value, type) and hasattr(value, "countTestCases"):
            _run_unittest(value)


def _takes_nothing(function: types.FunctionType) -> bool:
    return function.__code__.co_argcount == len(function.__defaults__ or ())


def _run_unittest(kind: Any) -> None:
    import unittest

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(kind).run(result)
    if not result.wasSuccessful():
        faults = [text for _, text in [*result.failures, *result.errors]] or ["a test passed that was to fail"]
        raise AssertionError(faults[0].strip().rpartition("\n")[2])


def _write(record: dict[str, Any]) -> None:
    line = json.dumps(record).encode() + b"\n"
    while line:
        line = line[os.write(RESULTS, line) :]


if __name__ == "__main__":
    main()
