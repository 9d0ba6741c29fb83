"""Go: three files of one package; the source gets its package clause, and the usual imports that it uses."""

import re

from judgebox.functions.drivers.driver import Driver, capitalised, commented, runtime, type_in, unless_reserved
from judgebox.functions.reserved import RESERVED
from judgebox.functions.signature import Kind, Method, Parameter, Signature
from judgebox.functions.types import VOID, Base, Type

_BASES = {
    Base.INT: "int",
    Base.LONG: "int64",
    Base.DOUBLE: "float64",
    Base.BOOL: "bool",
    Base.CHAR: "byte",
    Base.STRING: "string",
    Base.LIST_NODE: "*ListNode",
    Base.TREE_NODE: "*TreeNode",
    Base.VOID: "",
}

_IN_RUNTIME = {
    Base.INT: "Int",
    Base.LONG: "Long",
    Base.DOUBLE: "Double",
    Base.BOOL: "Bool",
    Base.CHAR: "Char",
    Base.STRING: "String",
    Base.LIST_NODE: "List",
    Base.TREE_NODE: "Tree",
}

_DEFINITIONS = {
    Base.LIST_NODE: """
type ListNode struct {
    Val int
    Next *ListNode
}
""",
    Base.TREE_NODE: """
type TreeNode struct {
    Val int
    Left *TreeNode
    Right *TreeNode
}
""",
}

_PACKAGES = """
bufio bytes container/heap container/list errors fmt math math/bits math/rand os regexp sort strconv strings sync
time unicode unicode/utf8
"""

_IMPORTS = tuple(_PACKAGES.split())
"""Packages that a source may use without a word, since it is only a part of a program."""

_MAIN = """\
package main

func main() {{
	jbForEachCase(func(in *jbInput, out *jbOutput) {{
{body}
	}})
}}
"""

_CLASS_BODY = """\
names := jbReadItems(jbReadString)(in)
in.take('[')
in.take('[')
{constructor}
in.closes()
out.say("[null")
for _, name := range names[1:] {{
in.take('[')
out.say(",")
switch name {{
{methods}
}}
in.closes()
}}
in.closes()
out.say("]")"""


def starter(signature: Signature) -> str:
    if signature.kind is Kind.FUNCTION:
        function = signature.function
        text = f"func {_head(function.name, function)}"
    else:
        name = signature.name
        constructor = f"func Constructor({_parameters(signature.constructor)}) {name} {{\n    return {name}{{}}\n}}\n"
        methods = [f"func (this *{name}) {_head(capitalised(one.name), one)}" for one in signature.methods]
        text = "\n".join([f"type {name} struct {{\n\n}}\n", constructor, *methods])
    return commented(text, signature, _DEFINITIONS, "//")


def _head(name: str, method: Method) -> str:
    returns = "" if method.returns == VOID else f"{_type(method.returns)} "
    body = "\n" if method.returns == VOID else '    panic("not written yet")\n'
    return f"{name}({_parameters(method.parameters)}) {returns}{{\n{body}}}\n"


def _parameters(parameters: tuple[Parameter, ...]) -> str:
    return ", ".join(f"{unless_reserved(one.name, RESERVED['go'])} {_type(one.type)}" for one in parameters)


def _type(of: Type) -> str:
    return type_in(_BASES, of, "[]{}")


def files(signature: Signature, source: str) -> dict[str, bytes]:
    if signature.kind is Kind.FUNCTION:
        body = "\n".join(_call(signature.function, signature.function.name))
    else:
        body = _class(signature)
    return {
        "main.go": _MAIN.format(body=body).encode(),
        "judgebox.go": runtime("judgebox.go").encode(),
        "solution.go": _completed(source).encode(),
    }


def _completed(source: str) -> str:
    """Add on the first line what a source lacks to be a file of the package, so that the numbers of its lines stay."""
    if re.search(r"^\s*package\s+\w+", source, re.M) is not None:
        return source
    imports = "".join(f' import "{path}";' for path in _IMPORTS if _lacks(source, path))
    return f"package main;{imports} {source}\n"


def _lacks(source: str, path: str) -> bool:
    name = path.rpartition("/")[2]
    return f'"{path}"' not in source and re.search(rf"(?<![\w.\"]){name}\.[A-Z]", source) is not None


def _reads(parameters: tuple[Parameter, ...]) -> list[str]:
    return [f"a{index} := {_through('jbRead', one.type)}(in)" for index, one in enumerate(parameters)]


def _names(parameters: tuple[Parameter, ...]) -> str:
    return ", ".join(f"a{index}" for index in range(len(parameters)))


def _through(verb: str, of: Type) -> str:
    """The function of the runtime that reads or writes a type."""
    return f"{verb}{_IN_RUNTIME[of.base]}" if of.depth == 0 else f"{verb}Items({_through(verb, of.element)})"


def _call(method: Method, name: str) -> list[str]:
    call = f"{name}({_names(method.parameters)})"
    if method.mutates is not None:
        ending = [call, f"{_through('jbWrite', method.result)}(out, a{method.mutates})"]
    elif method.returns == VOID:
        ending = [call, 'out.say("null")']
    else:
        ending = [f"{_through('jbWrite', method.returns)}(out, {call})"]
    return [*_reads(method.parameters), *ending]


def _class(signature: Signature) -> str:
    made = [*_reads(signature.constructor), f"made := Constructor({_names(signature.constructor)})"]
    methods = [
        line
        for one in signature.methods
        for line in (f'case "{one.name}":', *_call(one, f"made.{capitalised(one.name)}"))
    ]
    return _CLASS_BODY.format(constructor="\n".join(made), methods="\n".join(methods))


DRIVER = Driver(starter=starter, files=files, entry="main.go")
