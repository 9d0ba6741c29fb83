"""Tests as lines of a batch give them: in the shapes of the data sets that people have."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from judgebox.cli.batch.line import Line, LineError
from judgebox.usecases.bulk import BulkTest, Entry

ANSWERS = ("output", "answer", "expected", "expected_output")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTests:
    """Tests, and what they say of how the candidate is used."""

    entry: Entry
    tests: tuple[BulkTest, ...] = ()
    function: str | None = None
    setup: str = ""


def read_tests(line: Line, asked: Entry | None, function: str | None, group_size: int | None) -> FoundTests:
    """Read the tests of a line.

    Args:
        asked, function: what the line or the options say outright.
        group_size: how many tests in a row make a group, where they don't say it themselves.

    Raises:
        LineError: they are none; the message says what is wrong.
    """
    if line.problem is not None:
        return FoundTests(entry=Entry.PROBLEM)
    code = _code_of(line)
    if code is not None and asked in (None, Entry.ASSERTS):
        return FoundTests(entry=Entry.ASSERTS, tests=_grouped(code, group_size), function=function, setup=_setup(line))
    given = _decoded(line.input_output if line.tests is None else line.tests)
    if isinstance(given, Mapping):
        function = function or given.get("fn_name")
        given = _columns(given)
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise LineError("tests are to be a list, or an object with inputs and outputs")
    entry = asked or (Entry.STDIN if function is None else Entry.FUNCTION)
    if entry is Entry.FUNCTION and not isinstance(function, str):
        raise LineError("no function is named, by entry or by fn_name")
    if entry not in (Entry.STDIN, Entry.FUNCTION):
        raise LineError(f"these are no tests for entry {entry}")
    read = _program_test if entry is Entry.STDIN else _function_test
    tests = [_of_object(each, index, read) for index, each in enumerate(given)]
    is_function = entry is Entry.FUNCTION
    return FoundTests(entry=entry, tests=_grouped(tests, group_size), function=function if is_function else None)


def _code_of(line: Line) -> list[BulkTest] | None:
    """Tests that are programs, if that is what the line has."""
    given = next((each for each in (line.test, line.test_list, line.tests) if each is not None), None)
    if isinstance(given, str):
        given = [given] if _decoded(given) is given else None
    if not isinstance(given, list) or not given or not all(isinstance(each, str) for each in given):
        return None
    return [BulkTest(code=_called(each, index, line.entry_point)) for index, each in enumerate(given)]


def _called(code: str, index: int, function: str | None) -> str:
    """Call what the test only defines, as HumanEval has it: a test that does nothing would be passed by everything."""
    if not code.strip():
        raise LineError(f"test {index + 1} is empty")
    if "def check(" not in code:
        return code
    if function is not None:
        return f"{code}\n\ncheck({function})\n"
    if code.count("check(") == 1:
        raise LineError(f"test {index + 1} defines check, but no entry_point says for which function")
    return code


def _setup(line: Line) -> str:
    return "\n".join([*line.test_imports, line.test_setup_code])


def _decoded(given: Any) -> Any:
    """Read what is JSON within JSON; else return it as it is."""
    if not isinstance(given, str):
        return given
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        return given
    return found if isinstance(found, list | dict) else given


def _columns(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    inputs, outputs = given.get("inputs"), given.get("outputs")
    if not isinstance(inputs, list) or not isinstance(outputs, list):
        raise LineError("tests are to have lists of inputs and of outputs")
    if len(inputs) != len(outputs):
        raise LineError(f"tests have {len(inputs)} inputs and {len(outputs)} outputs")
    return [{"input": one, "output": other} for one, other in zip(inputs, outputs, strict=True)]


def _of_object(given: Any, index: int, read: Any) -> BulkTest:
    if not isinstance(given, Mapping):
        raise LineError(f"test {index + 1} is no object")
    answers = [given[name] for name in ANSWERS if name in given]
    if not answers:
        raise LineError(f"test {index + 1} has no output")
    group, weight = given.get("group", ""), given.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < float("inf"):
        raise LineError(f"test {index + 1}: weight is to be a number from 0 on")
    try:
        test: BulkTest = read(given, answers[0])
    except LineError as error:
        raise LineError(f"test {index + 1}: {error}") from error
    return _with_group(test, str(group), float(weight))


def _program_test(given: Mapping[str, Any], answer: Any) -> BulkTest:
    return BulkTest(input=_text(given.get("input", ""), "input"), answer=_text(answer, "output"))


def _text(value: Any, what: str) -> str:
    if isinstance(value, list):  # of lines
        value = "\n".join(str(each) for each in value)
    if not isinstance(value, str):
        raise LineError(f"{what} is to be text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise LineError(f"{what} is not valid Unicode text") from error
    return value


def _function_test(given: Mapping[str, Any], answer: Any) -> BulkTest:
    """Arguments are a list, an object by names, or text with a value of JSON a line; then so is the answer."""
    args, kwargs = given.get("args", given.get("input", [])), given.get("kwargs", {})
    if isinstance(args, str):
        return BulkTest(args=tuple(map(_value, args.split("\n"))), answer=_value(answer))
    if isinstance(args, dict) and not kwargs:
        args, kwargs = [], args
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        raise LineError("input is to be a list of arguments, or an object with their names")
    return BulkTest(args=tuple(args), kwargs=kwargs, answer=answer)


def _value(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LineError(f"{text[:64]!r} is no value of JSON") from error


def _grouped(tests: Sequence[BulkTest], size: int | None) -> tuple[BulkTest, ...]:
    if size is None:
        return tuple(tests)
    return tuple(
        test if test.group else _with_group(test, str(index // size), test.weight) for index, test in enumerate(tests)
    )


def _with_group(test: BulkTest, group: str, weight: float) -> BulkTest:
    return replace(test, group=group, weight=weight)
