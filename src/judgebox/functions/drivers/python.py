"""Python: the source is `solution.py`, which the runtime loads."""

from judgebox.functions.drivers.driver import Driver, commented, plan_of, runtime, type_in, unless_reserved
from judgebox.functions.reserved import RESERVED
from judgebox.functions.signature import Kind, Method, Parameter, Signature
from judgebox.functions.types import VOID, Base, Type

_BASES = {
    Base.INT: "int",
    Base.LONG: "int",
    Base.DOUBLE: "float",
    Base.BOOL: "bool",
    Base.CHAR: "str",
    Base.STRING: "str",
    Base.LIST_NODE: "Optional[ListNode]",
    Base.TREE_NODE: "Optional[TreeNode]",
    Base.VOID: "None",
}

_DEFINITIONS = {
    Base.LIST_NODE: """
class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next
""",
    Base.TREE_NODE: """
class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right
""",
}

_MAIN = """\
import json
from judgebox_runtime import main
main(json.loads({plan!r}))
"""


def starter(signature: Signature) -> str:
    if signature.kind is Kind.FUNCTION:
        text = f"class Solution:\n{_method(signature.function)}"
    else:
        constructor = _head("__init__", signature.constructor) + ":\n        pass\n"
        text = "\n".join([f"class {signature.name}:\n{constructor}", *map(_method, signature.methods)])
    return commented(text, signature, _DEFINITIONS, "#")


def _method(method: Method) -> str:
    returns = "" if method.returns == VOID else f" -> {_type(method.returns)}"
    return f"{_head(method.name, method.parameters)}{returns}:\n        pass\n"


def _head(name: str, parameters: tuple[Parameter, ...]) -> str:
    given = [f"{unless_reserved(one.name, RESERVED['python'])}: {_type(one.type)}" for one in parameters]
    return f"    def {name}({', '.join(['self', *given])})"


def _type(of: Type) -> str:
    return type_in(_BASES, of, "List[{}]")


def files(signature: Signature, source: str) -> dict[str, bytes]:
    return {
        "main.py": _MAIN.format(plan=plan_of(signature)).encode(),
        "judgebox_runtime.py": runtime("judgebox_runtime.py").encode(),
        "solution.py": source.encode(),
    }


DRIVER = Driver(starter=starter, files=files, entry="main.py")
