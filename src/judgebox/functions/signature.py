"""Read `signature.yaml`: what a function problem asks people to write, and how results are compared.

Source: judging study 2.4; the kinds and types are those that LeetCode's problems have.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import yaml

from judgebox.domain.errors import ProblemError
from judgebox.functions.reserved import TAKEN
from judgebox.functions.types import VOID, Base, Type, parse_type

PATH = "signature.yaml"

LONGEST = 64 * 1024
"""A signature is short; reading YAML takes long."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


class Kind(StrEnum):
    """What is to be written: one function, or a class whose methods are called one after the other."""

    FUNCTION = "function"
    CLASS = "class"


class Order(StrEnum):
    """Whether the order of a list counts: `any` frees that of the outermost, `any_deep` that of all lists."""

    GIVEN = "given"
    ANY = "any"
    ANY_DEEP = "any_deep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How a result is compared with the answer.

    Attributes:
        order: whether the order of lists counts.
        absolute, relative: bounds for numbers of type double; a number is right within one or the other.
        any_of: the answer is a list of results, each of which is right.
        custom: output validators of the package decide.
    """

    order: Order = Order.GIVEN
    absolute: float | None = None
    relative: float | None = None
    any_of: bool = False
    custom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A function, or a method of a class.

    Attributes:
        mutates: the index of the parameter that is changed in place and is the result; None if what is returned is.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type = VOID
    mutates: int | None = None

    @property
    def result(self) -> Type:
        """The type of the result: of what is returned, or of the parameter that is changed."""
        return self.returns if self.mutates is None else self.parameters[self.mutates].type


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What is to be written.

    Attributes:
        name: of the function or of the class.
        constructor: the parameters of the class's constructor.
        methods: those of the class; of a function it is the only one.
    """

    kind: Kind
    name: str
    methods: tuple[Method, ...]
    constructor: tuple[Parameter, ...] = ()
    comparison: Comparison = Comparison()

    @property
    def function(self) -> Method:
        return self.methods[0]

    @property
    def lines(self) -> int:
        """How many lines an input has: a value a line; of a class the names of the operations and their arguments."""
        return len(self.function.parameters) if self.kind is Kind.FUNCTION else 2

    @property
    def types(self) -> frozenset[Type]:
        """All types that occur."""
        parameters = (*self.constructor, *(one for method in self.methods for one in method.parameters))
        return frozenset((*(one.type for one in parameters), *(method.returns for method in self.methods)))

    def uses(self, base: Base) -> bool:
        return any(one.base is base for one in self.types)


@lru_cache(maxsize=256)
def parse_signature(text: str) -> Signature:
    """Parse the text of a `signature.yaml`.

    Raises:
        ProblemError: it is wrong; the error names the line and what to write there.
    """
    if len(text) > LONGEST:
        raise ProblemError(f"is longer than {LONGEST} characters", path=PATH)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it can't be read"
        raise ProblemError(f"is no YAML: {problem}", path=PATH, line=mark.line + 1 if mark else None) from error
    if node is None:
        raise ProblemError("is empty; it is to have kind, name, params and returns", path=PATH)
    return _signature(_Place(node, "the file"))


@dataclass(frozen=True, slots=True)
class _Place:
    """A value of the file, which knows its line."""

    node: yaml.Node
    name: str

    def error(self, message: str) -> ProblemError:
        return ProblemError(message, path=PATH, line=self.node.start_mark.line + 1)

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error(f"{self.name} is to be a word")
        return str(self.node.value)

    def items(self) -> list["_Place"]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error(f"{self.name} is to be a list")
        return [_Place(node, f"an entry of {self.name}") for node in self.node.value]

    def fields(self, *known: str) -> dict[str, "_Place"]:
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"{self.name} is to have the keys {', '.join(known)}")
        found: dict[str, _Place] = {}
        for key, value in self.node.value:
            name = _Place(key, f"a key of {self.name}").text()
            if name not in known:
                raise _Place(key, name).error(f"{self.name} has no key {name[:40]!r}; there are {', '.join(known)}")
            if name in found:
                raise _Place(key, name).error(f"{name} is given twice")
            found[name] = _Place(value, name)
        return found

    def wanted(self, fields: dict[str, "_Place"], name: str) -> "_Place":
        if name not in fields:
            raise self.error(f"{self.name} lacks {name}")
        return fields[name]

    def identifier(self) -> str:
        text = self.text()
        if not _NAME.fullmatch(text) or text.startswith("__") or text.lower().startswith(("judgebox", "jb_")):
            raise self.error(f"{text[:40]!r} is no name: letters, digits and _, a letter first, not judgebox or jb_")
        return text

    def callable_name(self) -> str:
        text = self.identifier()
        if text in TAKEN:
            raise self.error(f"{text} means something else in one of the languages; choose another name")
        return text

    def value_type(self) -> Type:
        try:
            return parse_type(self.text())
        except ValueError as error:
            raise self.error(str(error)) from error

    def kind(self) -> Kind:
        text = self.text()
        if text not in [kind.value for kind in Kind]:
            raise self.error(f"{self.name} is to be {' or '.join(Kind)}, not {text[:40]!r}")
        return Kind(text)


def _signature(place: _Place) -> Signature:
    if not isinstance(place.node, yaml.MappingNode):
        raise place.error("is to have the keys kind, name, params and returns")
    keys = ("kind", "name", "params", "returns", "mutates", "constructor", "methods", "comparison")
    fields = place.fields(*keys)
    kind = place.wanted(fields, "kind").kind()
    unfit = {Kind.FUNCTION: ("constructor", "methods"), Kind.CLASS: ("params", "returns", "mutates")}[kind]
    for name in unfit:
        if name in fields:
            raise fields[name].error(f"a {kind} has no {name}")
    name = place.wanted(fields, "name").callable_name()
    comparison = _comparison(fields["comparison"]) if "comparison" in fields else Comparison()
    if kind is Kind.CLASS:
        methods, constructor = _class(place, fields)
        signature = Signature(kind=kind, name=name, methods=methods, constructor=constructor, comparison=comparison)
        if name in {method.name for method in methods}:
            raise fields["name"].error(f"a method is called {name}, as its class is")
    else:
        function = _method(place, {key: value for key, value in fields.items() if key not in ("kind", "comparison")})
        if not function.parameters:
            raise place.error("a function is to have a parameter at least")
        if function.result == VOID:
            raise place.error("a function that returns nothing is to say which parameter it mutates")
        signature = Signature(kind=kind, name=name, methods=(function,), comparison=comparison)
    _check_bounds(signature, place)
    return signature


def _class(place: _Place, fields: dict[str, _Place]) -> tuple[tuple[Method, ...], tuple[Parameter, ...]]:
    constructor: tuple[Parameter, ...] = ()
    if "constructor" in fields:
        given = fields["constructor"].fields("params")
        constructor = _parameters(given["params"]) if "params" in given else ()
    methods: list[Method] = []
    for entry in place.wanted(fields, "methods").items():
        method = _method(entry, entry.fields("name", "params", "returns"))
        if method.name in {other.name for other in methods}:
            raise entry.error(f"there are two methods {method.name}")
        methods.append(method)
    if not methods:
        raise fields["methods"].error("a class is to have a method at least")
    return tuple(methods), constructor


def _method(place: _Place, fields: dict[str, _Place]) -> Method:
    parameters = _parameters(fields["params"]) if "params" in fields else ()
    returns = fields["returns"].value_type() if "returns" in fields else VOID
    mutates = None
    if "mutates" in fields:
        mutates = _mutated(fields["mutates"], parameters)
        if returns != VOID:
            raise fields["mutates"].error("a function that mutates its parameter is to return void")
    return Method(
        name=place.wanted(fields, "name").callable_name(), parameters=parameters, returns=returns, mutates=mutates
    )


def _mutated(place: _Place, parameters: tuple[Parameter, ...]) -> int:
    name = place.text()
    index = next((index for index, one in enumerate(parameters) if one.name == name), None)
    if index is None:
        raise place.error(f"there is no parameter {name[:40]!r} to mutate")
    if not parameters[index].type.depth and not parameters[index].type.is_node:
        raise place.error(f"{name} is no list and no node, so it can't be changed in place")
    return index


def _parameters(place: _Place) -> tuple[Parameter, ...]:
    parameters: list[Parameter] = []
    for entry in place.items():
        fields = entry.fields("name", "type")
        parameter = Parameter(
            name=entry.wanted(fields, "name").identifier(), type=entry.wanted(fields, "type").value_type()
        )
        if parameter.type == VOID:
            raise fields["type"].error("a parameter can't be void")
        if parameter.name in {other.name for other in parameters}:
            raise fields["name"].error(f"there are two parameters {parameter.name}")
        parameters.append(parameter)
    return tuple(parameters)


_WORDS: dict[str, Callable[[], Comparison]] = {
    "exact": Comparison,
    "unordered": lambda: Comparison(order=Order.ANY),
    "unordered_deep": lambda: Comparison(order=Order.ANY_DEEP),
    "float": lambda: Comparison(absolute=1e-6, relative=1e-6),
    "any_of": lambda: Comparison(any_of=True),
    "custom": lambda: Comparison(custom=True),
}


def _comparison(place: _Place) -> Comparison:
    if isinstance(place.node, yaml.ScalarNode):
        text = place.text()
        if text not in _WORDS:
            raise place.error(f"there is no comparison {text[:40]!r}; there are {', '.join(_WORDS)}")
        return _WORDS[text]()
    fields = place.fields("float")
    bounds = place.wanted(fields, "float").fields("absolute", "relative")
    if not bounds:
        raise fields["float"].error("float is to have absolute, relative or both")
    return Comparison(
        absolute=_bound(bounds["absolute"]) if "absolute" in bounds else None,
        relative=_bound(bounds["relative"]) if "relative" in bounds else None,
    )


def _bound(place: _Place) -> float:
    try:
        bound = float(place.text())
    except ValueError:
        bound = math.nan
    if not 0 <= bound < 1e9:
        raise place.error(f"{place.name} is to be a number from 0 on, such as 1e-6")
    return bound


def _check_bounds(signature: Signature, place: _Place) -> None:
    comparison = signature.comparison
    results = [method.result for method in signature.methods]
    has_bounds = comparison.absolute is not None or comparison.relative is not None
    if has_bounds and not any(one.base is Base.DOUBLE for one in results):
        raise place.error("comparison is float but no result is a double")
    if comparison.order is not Order.GIVEN and not any(one.depth for one in results):
        raise place.error("comparison is unordered but no result is a list")
