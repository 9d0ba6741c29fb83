"""C: `main.c` includes the source between what reads values and what calls it.

A list comes with its size; one of lists also with the sizes of those, and so on: `int** grid, int gridSize, int*
gridColSize`. What is returned tells its sizes through pointers: `int* returnSize, int** returnColumnSizes`.
"""

from judgebox.functions.drivers.driver import (
    Driver,
    capitalised,
    commented,
    decapitalised,
    runtime,
    unless_reserved,
)
from judgebox.functions.reserved import RESERVED
from judgebox.functions.signature import Kind, Method, Parameter, Signature
from judgebox.functions.types import VOID, Base, Type

_BASES = {
    Base.INT: "int",
    Base.LONG: "long long",
    Base.DOUBLE: "double",
    Base.BOOL: "bool",
    Base.CHAR: "char",
    Base.STRING: "char*",
    Base.LIST_NODE: "struct ListNode*",
    Base.TREE_NODE: "struct TreeNode*",
    Base.VOID: "void",
}

_IN_RUNTIME = {  # the name in `enum jb_base`, and the field of `struct jb_value`
    Base.INT: ("JB_INT", "whole"),
    Base.LONG: ("JB_LONG", "wide"),
    Base.DOUBLE: ("JB_DOUBLE", "real"),
    Base.BOOL: ("JB_BOOL", "flag"),
    Base.CHAR: ("JB_CHAR", "letter"),
    Base.STRING: ("JB_STRING", "text"),
    Base.LIST_NODE: ("JB_LIST", "list"),
    Base.TREE_NODE: ("JB_TREE", "tree"),
}

_EMPTY = {Base.BOOL: "false", Base.INT: "0", Base.LONG: "0", Base.DOUBLE: "0", Base.CHAR: "' '"}

_DEFINITIONS = {
    Base.LIST_NODE: """
struct ListNode {
    int val;
    struct ListNode *next;
};
""",
    Base.TREE_NODE: """
struct TreeNode {
    int val;
    struct TreeNode *left;
    struct TreeNode *right;
};
""",
}

_SIZES = ("Size", "ColSize", "DepthSize")
_RETURNED_SIZES = ("returnSize", "returnColumnSizes", "returnDepthSizes")

_MAIN = """\
#include "judgebox.h"
#include "solution.h"

int main(void)
{{
    jb_start();
    while (jb_has_more()) {{
{body}
        jb_report();
    }}
    return 0;
}}
"""

_CLASS_BODY = """\
        struct jb_value names = jb_read(JB_STRING, 1);
        jb_take('[');
        jb_take('[');
{constructor}
        jb_closes();
        jb_say("[null");
        for (int call = 1; call < names.count; call++) {{
            const char *name = ((char **)names.as.items)[call];
            jb_take('[');
            jb_say(",");
{methods}
            jb_closes();
        }}
        jb_closes();
        jb_say("]");
        {free}(made);"""


def starter(signature: Signature) -> str:
    if signature.kind is Kind.FUNCTION:
        function = signature.function
        text = _head(_type(function.returns), function.name, function.parameters, function.returns) + _body(function)
    else:
        text = _class_starter(signature)
    return commented(text, signature, _DEFINITIONS, "//")


def _class_starter(signature: Signature) -> str:
    name, prefix = signature.name, decapitalised(signature.name)
    create = (
        _head(f"{name}*", f"{prefix}Create", signature.constructor, VOID)
        + f" {{\n    return calloc(1, sizeof({name}));\n}}\n"
    )
    methods = [
        _head(_type(one.returns), prefix + capitalised(one.name), one.parameters, one.returns, f"{name}* obj")
        + _body(one)
        for one in signature.methods
    ]
    free = f"void {prefix}Free({name}* obj) {{\n    free(obj);\n}}\n"
    return "\n".join([f"typedef struct {{\n    int unused;\n}} {name};\n", create, *methods, free])


def _body(method: Method) -> str:
    if method.returns == VOID:
        return " {\n\n}\n"
    sizes = "    *returnSize = 0;\n" if method.returns.depth else ""
    return (
        f" {{\n{sizes}    return {'NULL' if method.returns.depth else _EMPTY.get(method.returns.base, 'NULL')};\n}}\n"
    )


def _head(returns: str, name: str, parameters: tuple[Parameter, ...], of: Type, first: str | None = None) -> str:
    given = [] if first is None else [first]
    for one in parameters:
        own = unless_reserved(one.name, RESERVED["c"])
        given.append(f"{_type(one.type)} {own}")
        given += [f"int{'*' * level} {own}{_size(_SIZES, level)}" for level in range(one.type.depth)]
    given += [f"int{'*' * (level + 1)} {_size(_RETURNED_SIZES, level)}" for level in range(of.depth)]
    return f"{returns} {name}({', '.join(given) or 'void'})"


def _size(names: tuple[str, ...], level: int) -> str:
    return names[level] if level < len(names) else f"{names[-1]}{level}"


def _type(of: Type) -> str:
    return _BASES[of.base] + "*" * of.depth


def files(signature: Signature, source: str) -> dict[str, bytes]:
    if signature.kind is Kind.FUNCTION:
        lines = _call(signature.function, signature.function.name, [])
        body = "\n".join(" " * 8 + line for line in lines)
    else:
        body = _class(signature)
    return {
        "main.c": _MAIN.format(body=body).encode(),
        "judgebox.h": runtime("judgebox.h").encode(),
        "solution.h": source.encode() + b"\n",
    }


def _class(signature: Signature) -> str:
    prefix = decapitalised(signature.name)
    reads, given = _reads(signature.constructor)
    made = [*reads, f"{signature.name} *made = {prefix}Create({', '.join(given)});"]
    methods: list[str] = []
    for method in signature.methods:
        call = _call(method, prefix + capitalised(method.name), ["made"])
        methods += [f'{" " * 12}if (strcmp(name, "{method.name}") == 0) {{', *(" " * 16 + line for line in call)]
        methods.append(f"{' ' * 12}}}")
    return _CLASS_BODY.format(
        constructor="\n".join(" " * 8 + line for line in made), methods="\n".join(methods), free=f"{prefix}Free"
    )


def _call(method: Method, name: str, first: list[str]) -> list[str]:
    """The statements that read the arguments, call a function and write its result."""
    lines, given = _reads(method.parameters)
    call = f"{name}({', '.join([*first, *given, *(f'&size{level}' for level in range(method.returns.depth))])})"
    if method.mutates is not None:
        return [*lines, f"{call};", f"jb_write(v{method.mutates});"]
    if method.returns == VOID:
        return [*lines, f"{call};", 'jb_say("null");']
    base, field = _IN_RUNTIME[method.returns.base]
    depth = method.returns.depth
    lines += [f"int {'*' * level}size{level} = 0;" for level in range(depth)]
    lines.append(f"struct jb_value result = {{.base = {base}, .depth = {depth}}};")
    lines.append(f"result.as.{'items' if depth else field} = {call};")
    if depth:
        lines.append("result.count = size0;")
    lines += [f"result.sizes[{level}] = size{level};" for level in range(1, depth)]
    return [*lines, "jb_write(result);"]


def _reads(parameters: tuple[Parameter, ...]) -> tuple[list[str], list[str]]:
    """The statements that read arguments, and the expressions that give them to a function."""
    reads, given = [], []
    for index, one in enumerate(parameters):
        base, field = _IN_RUNTIME[one.type.base]
        reads.append(f"struct jb_value v{index} = jb_read({base}, {one.type.depth});")
        given.append(f"v{index}.as.{'items' if one.type.depth else field}")
        if one.type.depth:
            given.append(f"v{index}.count")
        given += [f"v{index}.sizes[{level}]" for level in range(1, one.type.depth)]
    return reads, given


DRIVER = Driver(starter=starter, files=files, entry="main.c")
