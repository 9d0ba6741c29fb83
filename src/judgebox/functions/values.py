"""Values of cases: read from JSON, held to their types, and written in the one form that all drivers write.

That form has no blanks, only the escapes that JSON demands, and of a number the fewest digits that read back as the
same, laid out as JavaScript does: 0.5, 1e-7, 1e+21, and 2 for a double that is whole. Zero has no sign. What is no
number is a string: "NaN", "Infinity", "-Infinity".
"""

import json
import math
from collections.abc import Callable, Sequence

from judgebox.domain.errors import ProblemError
from judgebox.functions.signature import Kind, Method, Parameter, Signature
from judgebox.functions.types import VOID, Base, Type

NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}

_RANGES = {Base.INT: 31, Base.LONG: 63}


def parse_json(text: str | bytes) -> object:
    """Read a JSON value; numbers are int or float as they are written.

    Raises:
        ValueError: it is none, has Infinity or NaN as bare words, or is too deep or too long to be read.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode(errors="replace")
        value: object = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("is too deep") from error
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def check_value(wanted: Type, value: object) -> str | None:
    """Say what keeps a value from being of this type; None if nothing does."""
    if wanted.depth:
        if not isinstance(value, list):
            return f"is to be a list, {wanted}, not {_shown(value)}"
        complaints = (check_value(wanted.element, item) for item in value)
        return next((complaint for complaint in complaints if complaint is not None), None)
    return _CHECKS[wanted.base](value)


def _check_whole(base: Base) -> Callable[[object], str | None]:
    bound = 2 ** _RANGES[base]

    def check(value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return f"is to be a whole number, {base}, not {_shown(value)}"
        return None if -bound <= value < bound else f"{_shown(value)} does not fit into {base}"

    return check


def _check_double(value: object) -> str | None:
    if isinstance(value, str) and value in NOT_FINITE:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"is to be a number, not {_shown(value)}"
    try:
        return None if math.isfinite(float(value)) else "does not fit into double"
    except OverflowError:
        return "does not fit into double"


def _check_bool(value: object) -> str | None:
    return None if isinstance(value, bool) else f"is to be true or false, not {_shown(value)}"


def _check_char(value: object) -> str | None:
    if isinstance(value, str) and len(value) == 1 and "\0" < value < "\x80":
        return None
    return f"is to be a string of one ASCII character, not {_shown(value)}"


def _check_string(value: object) -> str | None:
    if not isinstance(value, str):
        return f"is to be a string, not {_shown(value)}"
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
        return "has a character that not every language can hold: NUL, or half of a surrogate pair"
    return None


def _check_list_node(value: object) -> str | None:
    if value is None:
        return None
    return check_value(Type(Base.INT, 1), value)


def _check_tree_node(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, list):
        return f"is to be a tree, level by level as a list, not {_shown(value)}"
    places = 1
    for item in value:
        if places == 0:
            return "has values below where there is no node"
        places -= 1
        if item is not None:
            complaint = _CHECKS[Base.INT](item)
            if complaint is not None:
                return complaint
            places += 2
    return None


_CHECKS: dict[Base, Callable[[object], str | None]] = {
    Base.INT: _check_whole(Base.INT),
    Base.LONG: _check_whole(Base.LONG),
    Base.DOUBLE: _check_double,
    Base.BOOL: _check_bool,
    Base.CHAR: _check_char,
    Base.STRING: _check_string,
    Base.LIST_NODE: _check_list_node,
    Base.TREE_NODE: _check_tree_node,
    Base.VOID: lambda value: None if value is None else f"is to be null, not {_shown(value)}",
}


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):  # a number of too many digits
        text = type(value).__name__
    return text if len(text) <= 40 else text[:40] + "…"


# --- The one form --------------------------------------------------------------------------------


def canonical(of: Type, value: object) -> str:
    """Write a value that is of this type in the one form."""
    if of.depth:
        assert isinstance(value, list)
        return f"[{','.join(canonical(of.element, item) for item in value)}]"
    if of.base is Base.DOUBLE:
        return canonical_double(double_of(value))
    if of.is_node:
        return json.dumps(without_tail(value), separators=(",", ":"))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def double_of(value: object) -> float:
    """The number that a value of type double means."""
    return NOT_FINITE[value] if isinstance(value, str) else float(value)  # type: ignore[arg-type]  # it was checked


def without_tail(value: object) -> list[object]:
    """The nodes of a list or tree without the nulls at its end; none at all for null."""
    nodes = list(value) if isinstance(value, list) else []
    while nodes and nodes[-1] is None:
        nodes.pop()
    return nodes


def canonical_double(value: float) -> str:
    """Write a number in the one form. Source: ECMAScript, `Number::toString`."""
    if not math.isfinite(value):
        return '"NaN"' if math.isnan(value) else '"Infinity"' if value > 0 else '"-Infinity"'
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{value!r}".lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    return ("-" if value < 0 else "") + _laid_out(digits, point)


def _laid_out(digits: str, point: int) -> str:
    """Lay out the number 0.DIGITS times ten to the power of `point`."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"


# --- Cases ---------------------------------------------------------------------------------------


def lines_of(content: bytes) -> list[bytes]:
    """The lines of an input, blank ones left out: no value is written as nothing."""
    return [line for line in content.split(b"\n") if line.strip()]


def check_input(signature: Signature, given: bytes, *, path: str) -> list[Method | None]:
    """Hold an input to the signature, and tell which methods of a class it calls: None for the constructor.

    Raises:
        ProblemError: a value is no JSON or of another type, or there are too few or too many.
    """
    lines = lines_of(given)
    if len(lines) != signature.lines:
        raise ProblemError(f"has {len(lines)} values, the signature wants {signature.lines}", path=path)
    values = [_read(line, path, number) for number, line in enumerate(lines, start=1)]
    if signature.kind is Kind.CLASS:
        return _check_calls(signature, values, path)
    _check_arguments(signature.function.parameters, values, signature.name, path)
    return []


def check_case(signature: Signature, given: bytes, answer: bytes, *, path: str) -> None:
    """Hold an input and its answer to the signature.

    Args:
        path: of the case without suffix, for messages.

    Raises:
        ProblemError: a value is no JSON or of another type, or there are too few or too many.
    """
    methods = check_input(signature, given, path=f"{path}.in")
    result = _read(answer, f"{path}.ans")
    if signature.comparison.custom:
        return
    if signature.kind is Kind.CLASS:
        _check_answers(signature, methods, result, f"{path}.ans")
    else:
        _check_answer(signature, signature.function.result, result, f"{path}.ans")


def _read(text: bytes, path: str, line: int | None = None) -> object:
    try:
        text.decode()
        return parse_json(text)
    except ValueError as error:
        raise ProblemError(f"is no JSON value: {error}", path=path, line=line) from error


def _check_arguments(parameters: Sequence[Parameter], values: object, name: str, path: str) -> None:
    if not isinstance(values, list) or len(values) != len(parameters):
        raise ProblemError(f"{name} is to get {len(parameters)} arguments, not {_shown(values)}", path=path)
    for parameter, value in zip(parameters, values, strict=True):
        complaint = check_value(parameter.type, value)
        if complaint is not None:
            raise ProblemError(f"{parameter.name} of {name} {complaint}", path=path)


def _check_calls(signature: Signature, values: list[object], path: str) -> list[Method | None]:
    names, arguments = values
    if not isinstance(names, list) or not isinstance(arguments, list) or len(names) != len(arguments):
        raise ProblemError("is to hold two lists of the same length: operations and their arguments", path=path)
    methods: dict[object, Method] = {method.name: method for method in signature.methods}
    if not names or names[0] != signature.name:
        raise ProblemError(f"the first operation is to be {signature.name}, which makes the object", path=path)
    _check_arguments(signature.constructor, arguments[0], signature.name, path)
    called: list[Method | None] = [None]
    for name, given in zip(names[1:], arguments[1:], strict=True):
        if not isinstance(name, str) or name not in methods:
            raise ProblemError(f"{signature.name} has no method {_shown(name)}", path=path)
        _check_arguments(methods[name].parameters, given, name, path)
        called.append(methods[name])
    return called


def _check_answers(signature: Signature, methods: list[Method | None], results: object, path: str) -> None:
    if not isinstance(results, list) or len(results) != len(methods):
        raise ProblemError(f"is to be a list of {len(methods)} results, null for those of void", path=path)
    for method, result in zip(methods, results, strict=True):
        _check_answer(signature, VOID if method is None else method.result, result, path)


def _check_answer(signature: Signature, of: Type, result: object, path: str) -> None:
    if signature.comparison.any_of and of != VOID:
        if not isinstance(result, list) or not result:
            raise ProblemError("is to be a list of all results that are right", path=path)
        results = result
    else:
        results = [result]
    for one in results:
        complaint = check_value(of, one)
        if complaint is not None:
            raise ProblemError(f"the answer {complaint}", path=path)
