"""C++: `main.cpp` includes the source between what reads values and what calls it."""

from judgebox.functions.drivers.driver import Driver, commented, runtime, type_in, unless_reserved
from judgebox.functions.reserved import RESERVED
from judgebox.functions.signature import Kind, Method, Parameter, Signature
from judgebox.functions.types import VOID, Base, Type

_BASES = {
    Base.INT: "int",
    Base.LONG: "long long",
    Base.DOUBLE: "double",
    Base.BOOL: "bool",
    Base.CHAR: "char",
    Base.STRING: "string",
    Base.LIST_NODE: "ListNode*",
    Base.TREE_NODE: "TreeNode*",
    Base.VOID: "void",
}

_DEFINITIONS = {
    Base.LIST_NODE: """
struct ListNode {
    int val;
    ListNode *next;
    ListNode(int x = 0, ListNode *next = nullptr);
};
""",
    Base.TREE_NODE: """
struct TreeNode {
    int val;
    TreeNode *left;
    TreeNode *right;
    TreeNode(int x = 0, TreeNode *left = nullptr, TreeNode *right = nullptr);
};
""",
}

# The header comes first, so that a precompiled one is taken. `signed`, since some sources make `int` a macro.
_MAIN = """\
#include <bits/stdc++.h>
#include "judgebox.hpp"
#include "solution.hpp"

signed main()
{{
    judgebox::for_each_case([](judgebox::Input &in, std::string &out) {{
{body}
    }});
}}
"""

_CLASS_BODY = """\
        auto names = judgebox::next<std::vector<std::string>>(in);
        in.open();
        in.open();
{constructor}
        in.closes();
        out += "[null";
        for (size_t call = 1; call < names.size(); call++) {{
            in.open();
            out += ',';
{methods}
            in.closes();
        }}
        in.closes();
        out += ']';"""


def starter(signature: Signature) -> str:
    if signature.kind is Kind.FUNCTION:
        text = f"class Solution {{\npublic:\n{_method(signature.function)}}};\n"
    else:
        constructor = f"    {signature.name}({_parameters(signature.constructor)}) {{\n\n    }}\n"
        methods = "\n".join(map(_method, signature.methods))
        text = f"class {signature.name} {{\npublic:\n{constructor}\n{methods}}};\n"
    return commented(text, signature, _DEFINITIONS, "//")


def _method(method: Method) -> str:
    body = "\n" if method.returns == VOID else "        return {};\n"
    return f"    {_type(method.returns)} {method.name}({_parameters(method.parameters)}) {{\n{body}    }}\n"


def _parameters(parameters: tuple[Parameter, ...]) -> str:
    return ", ".join(
        f"{_type(one.type)}{'&' if one.type.depth else ''} {unless_reserved(one.name, RESERVED['cpp'])}"
        for one in parameters
    )


def _type(of: Type) -> str:
    return type_in(_BASES, of, "vector<{}>")


def files(signature: Signature, source: str) -> dict[str, bytes]:
    body = _function(signature.function) if signature.kind is Kind.FUNCTION else _class(signature)
    return {
        "main.cpp": _MAIN.format(body=body).encode(),
        "judgebox.hpp": runtime("judgebox.hpp").encode(),
        "solution.hpp": source.encode() + b"\n",
    }


def _reads(parameters: tuple[Parameter, ...], indent: str) -> list[str]:
    return [f"{indent}auto a{index} = judgebox::next<{_type(one.type)}>(in);" for index, one in enumerate(parameters)]


def _names(parameters: tuple[Parameter, ...]) -> str:
    return ", ".join(f"a{index}" for index in range(len(parameters)))


def _function(function: Method) -> str:
    call = f"Solution().{function.name}({_names(function.parameters)})"
    if function.mutates is None:
        ending = [f"judgebox::write(out, {call});"]
    else:
        ending = [f"{call};", f"judgebox::write(out, a{function.mutates});"]
    return "\n".join([*_reads(function.parameters, " " * 8), *(" " * 8 + line for line in ending)])


def _class(signature: Signature) -> str:
    indent = " " * 8
    made = f"{indent}auto *made = new {signature.name}({_names(signature.constructor)});"
    methods = "\n".join(_call(method) for method in signature.methods)
    return _CLASS_BODY.format(constructor="\n".join([*_reads(signature.constructor, indent), made]), methods=methods)


def _call(method: Method) -> str:
    indent = " " * 16
    call = f"made->{method.name}({_names(method.parameters)})"
    ending = f'{call};\n{indent}out += "null";' if method.returns == VOID else f"judgebox::write(out, {call});"
    lines = [f'{" " * 12}if (names[call] == "{method.name}") {{', *_reads(method.parameters, indent)]
    return "\n".join([*lines, indent + ending, f"{' ' * 12}}}"])


DRIVER = Driver(starter=starter, files=files, entry="main.cpp")
