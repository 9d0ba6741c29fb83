"""Comparators: rules by which an output, or the value of a function, is held against the answer.

Those of the first half of the table are ours. Those of the second half are the rules of systems that people come from,
for parity with their figures: some let pass what is wrong. Sources, each as it stands in the project's repository:
verl `reward_score/sandbox_fusion/utils.py`, LiveCodeBench `evaluation/testing_util.py`, open-r1 `rewards.py`, evalplus
`eval/__init__.py`, verifiers `tasksets/cp/test_utils.py`.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from judgebox.checkers import check_output
from judgebox.domain.problem import Comparison
from judgebox.usecases.bulk.values import Opaque, Unordered, as_json, canonical

SPELLING = re.compile(r"\s*([a-z0-9_]+)\s*(?:\((.*)\))?\s*", re.DOTALL)
ARGUMENT = re.compile(r"\s*(?:(abs|rel)\s*=)?\s*([0-9.eE+-]+)\s*")

DEFAULT_TOLERANCE = 1e-6
VERIFIERS_TOLERANCE = Decimal.from_float(1e-3)
"""Made of the binary number, as verifiers does it."""

ALLCLOSE_RELATIVE = 1e-7
"""What evalplus allows beside the absolute tolerance of a task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparator:
    """A rule with its tolerances.

    Attributes:
        absolute, relative: of `float`; for `evalplus` the former is the task's own tolerance.
    """

    name: str = "trim"
    absolute: float = 0.0
    relative: float = 0.0

    @property
    def spelling(self) -> str:
        return f"{self.name}({self.absolute!r},{self.relative!r})"

    def accepts_text(self, answer: str, output: bytes) -> bool:
        """Compare the output of a program."""
        return TEXT_RULES[self.name](answer, output.decode(errors="replace"), self)

    def accepts_value(self, answer: Any, value: Any) -> bool:
        """Compare the value of a function, as `values.read_value` gives it, with a value of JSON."""
        try:
            return VALUE_RULES[self.name](answer, value, self)
        except RecursionError:  # no answer is nested so deep
            return False


def parse_comparator(text: str) -> Comparator:
    """Read a name with tolerances, such as "tokens", "float", "float(1e-9)" or "float(abs=1e-6, rel=1e-9)".

    Raises:
        ValueError: it is unknown, or its arguments are none.
    """
    found = SPELLING.fullmatch(text)
    name = found[1] if found is not None else text
    if found is None or name not in TEXT_RULES:
        raise ValueError(f"comparator {text[:64]!r} is unknown; known are {', '.join(TEXT_RULES)}")
    if found[2] is None:
        tolerance = DEFAULT_TOLERANCE if name == "float" else 0.0
        return Comparator(name=name, absolute=tolerance, relative=tolerance)
    if name not in ("float", "evalplus"):
        raise ValueError(f"comparator {name} has no arguments")
    given = {"abs": 0.0, "rel": 0.0}
    for place, argument in enumerate(found[2].split(",")):
        parsed = ARGUMENT.fullmatch(argument)
        if parsed is None or place > 1:
            raise ValueError(f"comparator {name}: {argument.strip()[:64]!r} is no tolerance")
        given[parsed[1] or ("abs", "rel")[place]] = float(parsed[2])
    return Comparator(name=name, absolute=given["abs"], relative=given["rel"])


# --- Texts: our own rules ------------------------------------------------------------------------


def _exact_text(answer: str, output: str, _: Comparator) -> bool:
    return answer == output


def _trim_text(answer: str, output: str, _: Comparator) -> bool:
    """White space at the ends of lines and empty lines at the end don't count."""
    return _trimmed(answer) == _trimmed(output)


def _trimmed(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _tokens_text(answer: str, output: str, _: Comparator) -> bool:
    return _checked(answer, output, Comparison(case_sensitive=True))


def _float_text(answer: str, output: str, comparator: Comparator) -> bool:
    comparison = Comparison(
        case_sensitive=True,
        absolute_tolerance=comparator.absolute,
        relative_tolerance=comparator.relative,
    )
    return _checked(answer, output, comparison)


def _checked(answer: str, output: str, comparison: Comparison) -> bool:
    return check_output(answer.encode(errors="replace"), output.encode(errors="replace"), comparison).accepted


def _set_text(answer: str, output: str, _: Comparator) -> bool:
    """The same lines, in whatever order and however often."""
    return _lines(answer) == _lines(output)


def _lines(text: str) -> set[str]:
    return {" ".join(line.split()) for line in text.split("\n") if line.strip()}


def _json_text(answer: str, output: str, _: Comparator) -> bool:
    try:
        return canonical(json.loads(answer)) == canonical(json.loads(output))
    except (ValueError, RecursionError):
        return False


# --- Texts: rules of others ----------------------------------------------------------------------


def _verl_text(answer: str, output: str, _: Comparator) -> bool:
    return output.rstrip("\n") == answer.rstrip("\n")


def _lcb_text(answer: str, output: str, _: Comparator) -> bool:
    """As many lines, each the same once stripped, or else the same list of decimal numbers."""
    lines, wanted = _stripped_lines(output), _stripped_lines(answer)
    return len(lines) == len(wanted) and all(map(_is_same_lcb_line, lines, wanted))


def _stripped_lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


def _is_same_lcb_line(line: str, wanted: str) -> bool:
    if line == wanted:
        return True
    numbers, wanted_numbers = _decimals(line.split()), _decimals(wanted.split())
    try:
        return numbers is not None and numbers == wanted_numbers
    except ArithmeticError:  # some of what is no number can't even be compared
        return False


def _decimals(tokens: list[str]) -> list[Decimal] | None:
    try:
        return [Decimal(token) for token in tokens]
    except (InvalidOperation, ValueError):
        return None


def _open_r1_text(answer: str, output: str, _: Comparator) -> bool:
    """Line by line as far as both go: what is cut off passes."""
    lines, wanted = output.strip().split("\n"), answer.split("\n")
    return all(line.strip() == other.strip() for line, other in zip(lines, wanted, strict=False))


def _verifiers_text(answer: str, output: str, _: Comparator) -> bool:
    """The same words in the same lines, or as many numbers that are each within 0.001."""
    lines, wanted = _words_of_lines(output), _words_of_lines(answer)
    if lines == wanted:
        return True
    numbers, wanted_numbers = (_decimals([word for line in each for word in line]) for each in (lines, wanted))
    if not numbers or not wanted_numbers or len(numbers) != len(wanted_numbers):
        return False
    try:
        return all(abs(one - other) <= VERIFIERS_TOLERANCE for one, other in zip(numbers, wanted_numbers, strict=True))
    except ArithmeticError:  # no numbers, or such that are too far apart for their difference to be written
        return False


def _words_of_lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines() if line.strip()]


# --- Values --------------------------------------------------------------------------------------


def _exact_value(answer: Any, value: Any, _: Comparator) -> bool:
    """The same value of JSON; tuples are lists. A truth value is no number."""
    return canonical(as_json(value)) == canonical(answer)


def _float_value(answer: Any, value: Any, comparator: Comparator) -> bool:
    return _is_near(answer, as_json(value), comparator)


def _is_near(answer: Any, value: Any, comparator: Comparator) -> bool:
    if _is_number(answer) and _is_number(value):
        return _is_near_number(answer, value, comparator)
    if isinstance(answer, list) and isinstance(value, list):
        pairs = zip(answer, value, strict=False)
        return len(answer) == len(value) and all(_is_near(one, other, comparator) for one, other in pairs)
    if isinstance(answer, dict) and isinstance(value, dict):
        return answer.keys() == value.keys() and all(_is_near(answer[key], value[key], comparator) for key in answer)
    return canonical(answer) == canonical(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_near_number(answer: float, value: float, comparator: Comparator) -> bool:
    if answer == value or (answer != answer and value != value):
        return True
    try:
        difference = abs(float(answer) - float(value))
    except OverflowError:
        return False
    return difference <= comparator.absolute or difference <= comparator.relative * abs(float(answer)) < float("inf")


def _set_value(answer: Any, value: Any, _: Comparator) -> bool:
    """The same items, in whatever order and however often."""
    items = as_json(value)
    if not isinstance(answer, list) or not isinstance(items, list):
        return canonical(answer) == canonical(items)
    return {canonical(item) for item in answer} == {canonical(item) for item in items}


def _lcb_value(answer: Any, value: Any, _: Comparator) -> bool:
    """Python's own equality, once an outermost tuple is a list."""
    return bool((list(value) if isinstance(value, tuple) else value) == answer)


def _evalplus_value(answer: Any, value: Any, comparator: Comparator) -> bool:
    """Python's own equality; and where there is a tolerance, or the answer is of floats, one of numbers too.

    Answers come from JSON, so tuples are lists.
    """
    got = _with_lists(value)
    if got == answer:
        return True
    tolerance = comparator.absolute or (1e-6 if _is_floats(answer) else 0.0)
    if tolerance == 0 or type(got) is not type(answer):
        return False
    return _is_all_close(got, answer, tolerance)


def _is_floats(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, list) and all(isinstance(each, float) for each in value))


def _is_all_close(value: Any, answer: Any, tolerance: float) -> bool:
    if isinstance(value, list) and isinstance(answer, list):
        pairs = zip(value, answer, strict=False)
        return len(value) == len(answer) and all(_is_all_close(one, other, tolerance) for one, other in pairs)
    if not isinstance(value, int | float) or not isinstance(answer, int | float):
        return False
    try:
        return value == answer or abs(value - answer) <= tolerance + ALLCLOSE_RELATIVE * abs(answer)
    except OverflowError:  # numbers beyond all floats
        return False


def _verifiers_value(answer: Any, value: Any, _: Comparator) -> bool:
    """Python's own equality of what JSON makes of the value, with the answer or with its first item."""
    if isinstance(value, Opaque | Unordered):  # JSON can't write it
        return False
    got = as_json(value)
    return bool(got == answer or (isinstance(answer, list) and answer and got == answer[0]))


def _with_lists(value: Any) -> Any:
    return [_with_lists(item) for item in value] if isinstance(value, list | tuple) else value


TextRule = Callable[[str, str, Comparator], bool]
ValueRule = Callable[[Any, Any, Comparator], bool]

TEXT_RULES: dict[str, TextRule] = {
    "exact": _exact_text,
    "trim": _trim_text,
    "tokens": _tokens_text,
    "float": _float_text,
    "set": _set_text,
    "json": _json_text,
    "verl": _verl_text,
    "lcb": _lcb_text,
    "open_r1": _open_r1_text,
    "evalplus": _exact_text,
    "verifiers": _verifiers_text,
}
VALUE_RULES: dict[str, ValueRule] = {
    **dict.fromkeys(("exact", "trim", "tokens", "json", "verl", "open_r1"), _exact_value),
    "float": _float_value,
    "set": _set_value,
    "lcb": _lcb_value,
    "evalplus": _evalplus_value,
    "verifiers": _verifiers_value,
}
