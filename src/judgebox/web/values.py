"""Values of function problems as people read them: arguments by name, calls of an object one below the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from judgebox.functions import Kind, Signature

# A string that is not closed goes to the end: were it none, each of its quotes would be tried as the beginning of one.
_MARKS = re.compile(r'"(?:\\.|[^"\\])*"?|[\[\]{},]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument as the input has it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of an object, such as "push(3)": the result that the answer has, and that which came; None if absent."""

    text: str
    answer: str | None
    output: str | None

    @property
    def differs(self) -> bool:
        return self.output is not None and self.answer is not None and self.output != self.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """An input, read by its signature: of a function the arguments, of a class the calls."""

    arguments: tuple[Argument, ...] = ()
    calls: tuple[Call, ...] = ()


def read_values(signature: Signature, given: str, answer: str | None, output: str | None = None) -> Values | None:
    """Read what is shown of a case; None if it is not of that form, be it cut or an input of one's own."""
    lines = [line.strip() for line in given.split("\n") if line.strip()]
    if len(lines) != signature.lines:
        return None
    if signature.kind is Kind.FUNCTION:
        parameters = signature.function.parameters
        named = [Argument(name=one.name, text=line) for one, line in zip(parameters, lines, strict=True)]
        return Values(arguments=tuple(named))
    names, arguments = elements_of(lines[0]), elements_of(lines[1])
    if names is None or arguments is None or len(names) != len(arguments):
        return None
    expected, got = elements_of(answer or "") or (), elements_of(output or "") or ()
    calls = [_call(name, given) for name, given in zip(names, arguments, strict=True)]
    results = zip_longest(calls, expected[: len(calls)], got[: len(calls)])
    return Values(calls=tuple(Call(text=call, answer=one, output=other) for call, one, other in results))


def elements_of(text: str) -> Sequence[str] | None:
    """The elements of a JSON list as they are written; None if it is no list."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")):
        return None
    found: list[str] = []
    depth, begin = 0, 1
    for mark in _MARKS.finditer(text, 1, len(text) - 1):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark[0], 0)
        if mark[0] == "," and depth == 0:
            found.append(text[begin : mark.start()].strip())
            begin = mark.end()
    last = text[begin:-1].strip()
    return [*found, last] if found or last else found


def _call(name: str, arguments: str) -> str:
    given = elements_of(arguments)
    return name.strip('"') + "(" + (arguments if given is None else ", ".join(given)) + ")"
