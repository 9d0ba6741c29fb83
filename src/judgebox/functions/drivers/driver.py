"""What a driver is, and what several of them need."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources

from judgebox.functions.signature import Kind, Parameter, Signature
from judgebox.functions.types import Base, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """How solutions in one language are called.

    Attributes:
        starter: what the editor shows for a signature: the head of the function and nothing in it.
        files: all files of the program, made of a signature and somebody's source: that, and what calls it.
        entry: what is started.
    """

    starter: Callable[[Signature], str]
    files: Callable[[Signature, str], Mapping[str, bytes]]
    entry: str


def runtime(name: str) -> str:
    """Read a file that goes with every program of a language."""
    return (resources.files("judgebox.functions.drivers") / "runtime" / name).read_text(encoding="utf-8")


def plan_of(signature: Signature) -> str:
    """Write a signature as JSON, for drivers that read it when they run."""
    plan: dict[str, object] = {"kind": signature.kind, "name": signature.name, "lines": signature.lines}
    if signature.kind is Kind.CLASS:
        plan["constructor"] = _types(signature.constructor)
        plan["methods"] = {
            method.name: {"parameters": _types(method.parameters), "returns": str(method.returns)}
            for method in signature.methods
        }
    else:
        function = signature.function
        plan |= {
            "parameters": _types(function.parameters),
            "returns": str(function.returns),
            "mutates": function.mutates,
        }
    return json.dumps(plan)


def _types(parameters: tuple[Parameter, ...]) -> list[str]:
    return [str(parameter.type) for parameter in parameters]


def type_in(bases: Mapping[Base, str], of: Type, list_of: str) -> str:
    """Name a type in a language: `bases` names those that are no lists, `list_of` has {} for what a list holds."""
    return bases[of.base] if of.depth == 0 else list_of.format(type_in(bases, of.element, list_of))


def snake_case(name: str) -> str:
    """Turn twoSum and TwoSum into two_sum."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def decapitalised(name: str) -> str:
    return name[:1].lower() + name[1:]


def commented(text: str, signature: Signature, definitions: Mapping[Base, str], prefix: str) -> str:
    """Put the definitions of the nodes that a signature has before a starter, as comments."""
    shown = [definition for base, definition in definitions.items() if signature.uses(base)]
    lines = [f"{prefix} {line}".rstrip() for definition in shown for line in definition.strip("\n").split("\n")]
    return "\n".join([*lines, text])


def unless_reserved(name: str, reserved: frozenset[str]) -> str:
    """A name that is no word of the language."""
    return f"{name}_" if name in reserved else name
