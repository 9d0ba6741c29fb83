"""Rust: `main.rs` includes the source; what reads and writes values is a module beside it."""

import re

from judgebox.functions.drivers.driver import Driver, commented, runtime, snake_case, type_in, unless_reserved
from judgebox.functions.reserved import RESERVED
from judgebox.functions.signature import Kind, Method, Parameter, Signature
from judgebox.functions.types import VOID, Base, Type

_BASES = {
    Base.INT: "i32",
    Base.LONG: "i64",
    Base.DOUBLE: "f64",
    Base.BOOL: "bool",
    Base.CHAR: "char",
    Base.STRING: "String",
    Base.LIST_NODE: "Option<Box<ListNode>>",
    Base.TREE_NODE: "Option<Rc<RefCell<TreeNode>>>",
    Base.VOID: "()",
}

_DEFINITIONS = {
    Base.LIST_NODE: """
pub struct ListNode {
    pub val: i32,
    pub next: Option<Box<ListNode>>,
}
""",
    Base.TREE_NODE: """
pub struct TreeNode {
    pub val: i32,
    pub left: Option<Rc<RefCell<TreeNode>>>,
    pub right: Option<Rc<RefCell<TreeNode>>>,
}
""",
}

_MAIN = """\
#![allow(dead_code, unused_imports, unused_mut, unused_variables, non_snake_case)]

mod judgebox;
use judgebox::{{ListNode, TreeNode}};

{declaration}
include!("solution.rs");

fn main() {{
    judgebox::for_each_case(|input, out| {{
{body}
    }});
}}
"""

_CLASS_BODY = """\
        let names: Vec<String> = input.next();
        input.take('[');
        input.take('[');
{constructor}
        input.closes();
        out.push_str("[null");
        for name in names[1..].iter() {{
            input.take('[');
            out.push(',');
            match name.as_str() {{
{methods}
                _ => unreachable!(),
            }}
            input.closes();
        }}
        input.closes();
        out.push(']');"""


def starter(signature: Signature) -> str:
    uses = "use std::cell::RefCell;\nuse std::rc::Rc;\n\n" if signature.uses(Base.TREE_NODE) else ""
    if signature.kind is Kind.FUNCTION:
        text = f"impl Solution {{\n{_method(signature.function, 'pub ')}}}\n"
    else:
        name = signature.name
        constructor = f"    fn new({_parameters(signature.constructor)}) -> Self {{\n        todo!()\n    }}\n"
        methods = "\n".join(_method(one) for one in signature.methods)
        text = f"struct {name} {{\n\n}}\n\nimpl {name} {{\n{constructor}\n{methods}}}\n"
    return commented(uses + text, signature, _DEFINITIONS, "//")


def _method(method: Method, prefix: str = "") -> str:
    parameters = _parameters(method.parameters, method.mutates)
    if not prefix:
        parameters = ", ".join(filter(None, ["&mut self", parameters]))
    returns = "" if method.returns == VOID else f" -> {_type(method.returns)}"
    return f"    {prefix}fn {_name(method.name)}({parameters}){returns} {{\n        todo!()\n    }}\n"


def _parameters(parameters: tuple[Parameter, ...], mutates: int | None = None) -> str:
    return ", ".join(
        f"{_name(one.name)}: {'&mut ' if index == mutates else ''}{_type(one.type)}"
        for index, one in enumerate(parameters)
    )


def _name(name: str) -> str:
    return unless_reserved(snake_case(name), RESERVED["rust"])


def _type(of: Type) -> str:
    return type_in(_BASES, of, "Vec<{}>")


def files(signature: Signature, source: str) -> dict[str, bytes]:
    is_function = signature.kind is Kind.FUNCTION
    declares = re.search(r"^\s*(pub\s+)?struct\s+Solution\b", source, re.M) is not None
    body = _function(signature.function) if is_function else _class(signature)
    declaration = "struct Solution;" if is_function and not declares else ""
    return {
        "main.rs": _MAIN.format(declaration=declaration, body=body).encode(),
        "judgebox.rs": runtime("judgebox.rs").encode(),
        "solution.rs": source.encode() + b"\n",
    }


def _reads(parameters: tuple[Parameter, ...], indent: str) -> list[str]:
    return [f"{indent}let mut a{index}: {_full(one.type)} = input.next();" for index, one in enumerate(parameters)]


def _full(of: Type) -> str:
    """A type by names that need no `use` of the source."""
    return _type(of).replace("Rc<RefCell<", "std::rc::Rc<std::cell::RefCell<")


def _names(parameters: tuple[Parameter, ...], mutates: int | None = None) -> str:
    return ", ".join(f"{'&mut ' if index == mutates else ''}a{index}" for index in range(len(parameters)))


def _written(value: str) -> str:
    return f"judgebox::Write::write(&{value}, out);"


def _function(function: Method) -> str:
    call = f"Solution::{_name(function.name)}({_names(function.parameters, function.mutates)})"
    if function.mutates is None:
        ending = [f"let result: {_full(function.returns)} = {call};", _written("result")]
    else:
        ending = [f"{call};", _written(f"a{function.mutates}")]
    return "\n".join([*_reads(function.parameters, " " * 8), *(" " * 8 + line for line in ending)])


def _class(signature: Signature) -> str:
    made = f"        let mut made = {signature.name}::new({_names(signature.constructor)});"
    lines = "\n".join([*_reads(signature.constructor, " " * 8), made])
    return _CLASS_BODY.format(constructor=lines, methods="\n".join(map(_call, signature.methods)))


def _call(method: Method) -> str:
    indent = " " * 20
    call = f"made.{_name(method.name)}({_names(method.parameters)})"
    if method.returns == VOID:
        ending = [f"{call};", 'out.push_str("null");']
    else:
        ending = [f"let result: {_full(method.returns)} = {call};", _written("result")]
    head = f'{" " * 16}"{method.name}" => {{'
    return "\n".join([head, *_reads(method.parameters, indent), *(indent + line for line in ending), " " * 16 + "}"])


DRIVER = Driver(starter=starter, files=files, entry="main.rs")
