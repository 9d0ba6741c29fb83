"""JavaScript and TypeScript: what calls the solution stands behind it in the same file."""

import re

from judgebox.functions.drivers.driver import Driver, commented, plan_of, runtime, type_in, unless_reserved
from judgebox.functions.reserved import RESERVED
from judgebox.functions.signature import Kind, Method, Parameter, Signature
from judgebox.functions.types import Base, Type

_BASES = {
    Base.INT: "number",
    Base.LONG: "bigint",
    Base.DOUBLE: "number",
    Base.BOOL: "boolean",
    Base.CHAR: "string",
    Base.STRING: "string",
    Base.LIST_NODE: "ListNode | null",
    Base.TREE_NODE: "TreeNode | null",
    Base.VOID: "void",
}

_DEFINITIONS = {
    Base.LIST_NODE: """
function ListNode(val, next) {
    this.val = val === undefined ? 0 : val;
    this.next = next === undefined ? null : next;
}
""",
    Base.TREE_NODE: """
function TreeNode(val, left, right) {
    this.val = val === undefined ? 0 : val;
    this.left = left === undefined ? null : left;
    this.right = right === undefined ? null : right;
}
""",
}

_CLASSES = {
    "ListNode": """
class ListNode {
    val: number;
    next: ListNode | null;
    constructor(val?: number, next?: ListNode | null) {
        this.val = val === undefined ? 0 : val;
        this.next = next === undefined ? null : next;
    }
}
""",
    "TreeNode": """
class TreeNode {
    val: number;
    left: TreeNode | null;
    right: TreeNode | null;
    constructor(val?: number, left?: TreeNode | null, right?: TreeNode | null) {
        this.val = val === undefined ? 0 : val;
        this.left = left === undefined ? null : left;
        this.right = right === undefined ? null : right;
    }
}
""",
}


# --- JavaScript ----------------------------------------------------------------------------------


def starter(signature: Signature) -> str:
    if signature.kind is Kind.FUNCTION:
        function = signature.function
        text = f"{_documentation(function)}var {function.name} = function({_names(function.parameters)}) {{\n\n}};\n"
    else:
        methods = "\n".join(_method(method) for method in signature.methods)
        text = (
            f"class {signature.name} {{\n    constructor({_names(signature.constructor)}) {{\n\n    }}\n\n{methods}}}\n"
        )
    return commented(text, signature, _DEFINITIONS, "//")


def _method(method: Method) -> str:
    documentation = "".join(f"    {line}\n" for line in _documentation(method).splitlines())
    return f"{documentation}    {method.name}({_names(method.parameters)}) {{\n\n    }}\n"


def _documentation(method: Method) -> str:
    parameters = [f" * @param {{{_type(one.type)}}} {_name(one)}" for one in method.parameters]
    returns = "void, change it in place" if method.mutates is not None else _type(method.returns)
    return "\n".join(["/**", *parameters, f" * @return {{{returns}}}", " */", ""])


def _names(parameters: tuple[Parameter, ...]) -> str:
    return ", ".join(map(_name, parameters))


def _name(parameter: Parameter) -> str:
    return unless_reserved(parameter.name, RESERVED["javascript"])


def _type(of: Type) -> str:
    if of.depth and of.is_node:
        return f"({_BASES[of.base]})" + "[]" * of.depth
    return type_in(_BASES, of, "{}[]")


def files(signature: Signature, source: str) -> dict[str, bytes]:
    main = f'require("./judgebox.js");{source}\n;__judgebox({plan_of(signature)}, {signature.name});\n'
    return {"main.js": main.encode(), "judgebox.js": runtime("judgebox.js").encode()}


DRIVER = Driver(starter=starter, files=files, entry="main.js")


# --- TypeScript ----------------------------------------------------------------------------------


def typed_starter(signature: Signature) -> str:
    if signature.kind is Kind.FUNCTION:
        text = f'function {_typed(signature.function)} {{\n    throw new Error("not written yet");\n}}\n'
    else:
        methods = "\n".join(
            f'    {_typed(method)} {{\n        throw new Error("not written yet");\n    }}\n'
            for method in signature.methods
        )
        constructor = f"    constructor({_typed_names(signature.constructor)}) {{\n\n    }}\n"
        text = f"class {signature.name} {{\n{constructor}\n{methods}}}\n"
    return commented(text, signature, {Base(name): text for name, text in _CLASSES.items()}, "//")


def _typed(method: Method) -> str:
    return f"{method.name}({_typed_names(method.parameters)}): {_type(method.returns)}"


def _typed_names(parameters: tuple[Parameter, ...]) -> str:
    return ", ".join(f"{_name(one)}: {_type(one.type)}" for one in parameters)


def typed_files(signature: Signature, source: str) -> dict[str, bytes]:
    classes = [text for name, text in _CLASSES.items() if not _declares(source, name)]
    calls = [
        "// @ts-ignore",
        'require("./judgebox.js");',
        "// @ts-ignore",
        f"__judgebox({plan_of(signature)}, {signature.name}, {{ ListNode, TreeNode }});",
    ]
    main = "\n".join([source, ";", *classes, *calls, ""])
    return {"main.ts": main.encode(), "judgebox.js": runtime("judgebox.js").encode()}


def _declares(source: str, name: str) -> bool:
    return re.search(rf"^[ \t]*(?:export[ \t]+)?(?:class|interface|function)[ \t]+{name}\b", source, re.M) is not None


TYPED_DRIVER = Driver(starter=typed_starter, files=typed_files, entry="main.ts")
