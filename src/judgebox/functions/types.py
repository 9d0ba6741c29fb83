"""The types of values that functions take and give back."""

from dataclasses import dataclass
from enum import StrEnum

DEEPEST = 8
"""How deep lists may lie in one another: more is a slip of the pen."""


class Base(StrEnum):
    """What is no list; `int` has 32 bits and `long` 64, a `char` is one ASCII character."""

    INT = "int"
    LONG = "long"
    DOUBLE = "double"
    BOOL = "bool"
    CHAR = "char"
    STRING = "string"
    LIST_NODE = "ListNode"
    TREE_NODE = "TreeNode"
    VOID = "void"


_NAMES = {base.value: base for base in Base} | {"integer": Base.INT, "boolean": Base.BOOL, "character": Base.CHAR}


@dataclass(frozen=True, slots=True)
class Type:
    """A base type, or lists of it: `int[][]` has depth 2."""

    base: Base
    depth: int = 0

    @property
    def element(self) -> "Type":
        """The type of what a list holds."""
        return Type(self.base, self.depth - 1)

    @property
    def is_node(self) -> bool:
        return self.base in (Base.LIST_NODE, Base.TREE_NODE)

    def __str__(self) -> str:
        return self.base + "[]" * self.depth


VOID = Type(Base.VOID)


def parse_type(text: str) -> Type:
    """Parse the name of a type; `list<T>` is another way to write `T[]`.

    Raises:
        ValueError: there is no such type; the message says which there are.
    """
    name, depth = "".join(text.split()), 0
    while True:
        if name.endswith("[]"):
            name, depth = name[:-2], depth + 1
        elif name.startswith("list<") and name.endswith(">"):
            name, depth = name[5:-1], depth + 1
        else:
            break
    base = _NAMES.get(name)
    if base is None or (base is Base.VOID and depth):
        raise ValueError(f"there is no type {text[:40]!r}; there are {', '.join(Base)}, and T[] of all but void")
    if depth > DEEPEST:
        raise ValueError(f"{text[:40]!r} has lists {depth} deep, the limit is {DEEPEST}")
    return Type(base, depth)
