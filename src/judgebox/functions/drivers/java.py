"""Java: `Main` reads the values and calls the class of the source, which is in a file of its own."""

from judgebox.functions.drivers.driver import Driver, commented, runtime, type_in, unless_reserved
from judgebox.functions.reserved import RESERVED
from judgebox.functions.signature import Kind, Method, Parameter, Signature
from judgebox.functions.types import VOID, Base, Type

_BASES = {
    Base.INT: "int",
    Base.LONG: "long",
    Base.DOUBLE: "double",
    Base.BOOL: "boolean",
    Base.CHAR: "char",
    Base.STRING: "String",
    Base.LIST_NODE: "ListNode",
    Base.TREE_NODE: "TreeNode",
    Base.VOID: "void",
}

_EMPTY = {Base.INT: "0", Base.LONG: "0", Base.DOUBLE: "0", Base.BOOL: "false", Base.CHAR: "' '"}

_DEFINITIONS = {
    Base.LIST_NODE: """
public class ListNode {
    int val;
    ListNode next;
    ListNode() {}
    ListNode(int val) { this.val = val; }
    ListNode(int val, ListNode next) { this.val = val; this.next = next; }
}
""",
    Base.TREE_NODE: """
public class TreeNode {
    int val;
    TreeNode left;
    TreeNode right;
    TreeNode() {}
    TreeNode(int val) { this.val = val; }
    TreeNode(int val, TreeNode left, TreeNode right) { this.val = val; this.left = left; this.right = right; }
}
""",
}

# On the first line of the source, so that the numbers of its lines stay.
_IMPORTS = "import java.util.*; import java.util.function.*; import java.util.stream.*; import java.math.*; "

_MAIN = """\
public class Main {{
    public static void main(String[] arguments) throws Exception {{
        Judgebox.start();
        while (Judgebox.hasMore()) {{
            StringBuilder out = new StringBuilder();
{body}
            Judgebox.report(out);
        }}
    }}
}}
"""

_CLASS_BODY = """\
            String[] names = Judgebox.read(String[].class);
            Judgebox.take('[');
            Judgebox.take('[');
            {name} made = new {name}({constructor});
            Judgebox.closes();
            out.append("[null");
            for (int call = 1; call < names.length; call++) {{
                Judgebox.take('[');
                out.append(',');
                switch (names[call]) {{
{methods}
                }}
                Judgebox.closes();
            }}
            Judgebox.closes();
            out.append(']');"""


def starter(signature: Signature) -> str:
    if signature.kind is Kind.FUNCTION:
        text = f"class Solution {{\n{_method(signature.function)}}}\n"
    else:
        constructor = f"    public {signature.name}({_parameters(signature.constructor)}) {{\n\n    }}\n"
        methods = "\n".join(map(_method, signature.methods))
        text = f"class {signature.name} {{\n{constructor}\n{methods}}}\n"
    return commented(text, signature, _DEFINITIONS, "//")


def _method(method: Method) -> str:
    empty = "null" if method.returns.depth else _EMPTY.get(method.returns.base, "null")
    body = "\n" if method.returns == VOID else f"        return {empty};\n"
    return f"    public {_type(method.returns)} {method.name}({_parameters(method.parameters)}) {{\n{body}    }}\n"


def _parameters(parameters: tuple[Parameter, ...]) -> str:
    return ", ".join(f"{_type(one.type)} {unless_reserved(one.name, RESERVED['java'])}" for one in parameters)


def _type(of: Type) -> str:
    return type_in(_BASES, of, "{}[]")


def files(signature: Signature, source: str) -> dict[str, bytes]:
    if signature.kind is Kind.FUNCTION:
        name, body = "Solution", _function(signature.function)
    else:
        name, body = signature.name, _class(signature)
    return {
        "Main.java": _MAIN.format(body=body).encode(),
        "Judgebox.java": runtime("Judgebox.java").encode(),
        "ListNode.java": _DEFINITIONS[Base.LIST_NODE].encode(),
        "TreeNode.java": _DEFINITIONS[Base.TREE_NODE].encode(),
        f"{name}.java": (_IMPORTS + source).encode(),
    }


def _function(function: Method) -> str:
    indent = " " * 12
    lines = [f"{_type(one.type)} a{index} = {_read(one)};" for index, one in enumerate(function.parameters)]
    call = f"new Solution().{function.name}({', '.join(f'a{index}' for index in range(len(function.parameters)))})"
    result = _type(function.result)
    if function.mutates is None:
        lines.append(f"Judgebox.write(out, {call}, {result}.class);")
    else:
        lines += [f"{call};", f"Judgebox.write(out, a{function.mutates}, {result}.class);"]
    return "\n".join(indent + line for line in lines)


def _read(parameter: Parameter) -> str:
    return f"Judgebox.read({_type(parameter.type)}.class)"


def _class(signature: Signature) -> str:
    return _CLASS_BODY.format(
        name=signature.name,
        constructor=", ".join(map(_read, signature.constructor)),  # Java evaluates from left to right
        methods="\n".join(map(_call, signature.methods)),
    )


def _call(method: Method) -> str:
    call = f"made.{method.name}({', '.join(map(_read, method.parameters))})"
    if method.returns == VOID:
        ending = f'{call}; out.append("null");'
    else:
        ending = f"Judgebox.write(out, {call}, {_type(method.returns)}.class);"
    return f'{" " * 20}case "{method.name}": {ending} break;'


DRIVER = Driver(starter=starter, files=files, entry="Main")
