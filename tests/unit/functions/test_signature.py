import pytest

from judgebox.domain.errors import ProblemError
from judgebox.functions import Kind, parse_signature
from judgebox.functions.signature import Comparison, Order
from judgebox.functions.types import VOID, Base, Type, parse_type

FUNCTION = """kind: function
name: twoSum
params:
  - {name: nums, type: "int[]"}
  - {name: target, type: int}
returns: "int[]"
"""

CLASS = """kind: class
name: Counter
constructor:
  params: [{name: start, type: int}]
methods:
  - {name: add, params: [{name: amount, type: long}]}
  - {name: total, returns: long}
"""


def test_a_function_has_parameters_and_a_result() -> None:
    signature = parse_signature(FUNCTION)

    assert signature.kind is Kind.FUNCTION
    assert [str(one.type) for one in signature.function.parameters] == ["int[]", "int"]
    assert signature.function.result == Type(Base.INT, 1)
    assert signature.lines == 2


def test_a_class_has_a_constructor_and_methods_and_two_lines_of_input() -> None:
    signature = parse_signature(CLASS)

    assert [method.name for method in signature.methods] == ["add", "total"]
    assert signature.methods[0].returns == VOID
    assert signature.constructor[0].name == "start"
    assert signature.lines == 2


def test_the_result_of_a_function_that_mutates_is_its_argument() -> None:
    text = FUNCTION.replace('returns: "int[]"', "returns: void\nmutates: nums")

    assert parse_signature(text).function.result == Type(Base.INT, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("integer", Type(Base.INT)),
        ("list<list<string>>", Type(Base.STRING, 2)),
        ("list<character[]>", Type(Base.CHAR, 2)),
        ("TreeNode[]", Type(Base.TREE_NODE, 1)),
    ],
)
def test_other_words_for_a_type_mean_the_same(text: str, expected: Type) -> None:
    assert parse_type(text) == expected


@pytest.mark.parametrize("text", ["float", "void[]", "", "int[", "list<int", "int" + "[]" * 9])
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"type|deep"):
        parse_type(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exact", Comparison()),
        ("unordered", Comparison(order=Order.ANY)),
        ("unordered_deep", Comparison(order=Order.ANY_DEEP)),
        ("any_of", Comparison(any_of=True)),
        ("custom", Comparison(custom=True)),
    ],
)
def test_a_comparison_is_a_word(text: str, expected: Comparison) -> None:
    assert parse_signature(f"{FUNCTION}comparison: {text}\n").comparison == expected


def test_a_comparison_of_doubles_has_bounds() -> None:
    text = FUNCTION.replace('returns: "int[]"', "returns: double")

    found = parse_signature(f"{text}comparison: {{float: {{absolute: 1e-9}}}}\n").comparison

    assert (found.absolute, found.relative) == (1e-9, None)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", None, "empty"),
        ("kind: [", 1, "YAML"),
        ("- kind", 1, "keys"),
        ("kind: procedure\nname: x\n", 1, "function or class"),
        ("name: x\n", 1, "lacks kind"),
        (FUNCTION + "colour: red\n", 7, "no key 'colour'"),
        (FUNCTION + "name: again\n", 7, "twice"),
        (FUNCTION.replace('"int[]"}', '"int[]"', 1), None, "YAML"),
        (FUNCTION.replace("type: int}", "type: number}"), 5, "no type 'number'"),
        (FUNCTION.replace("name: target", "name: nums"), 5, "two parameters"),
        (FUNCTION.replace("name: target", 'name: "a-b"'), 5, "no name"),
        (FUNCTION.replace('returns: "int[]"', "returns: void"), 1, "mutates"),
        (FUNCTION + "mutates: nums\n", 7, "return void"),
        (FUNCTION.replace('returns: "int[]"', "mutates: target"), 6, "can't be changed"),
        (FUNCTION.replace('returns: "int[]"', "mutates: other"), 6, "no parameter"),
        (FUNCTION + "methods: []\n", 7, "a function has no methods"),
        (FUNCTION + "comparison: close\n", 7, "no comparison"),
        (FUNCTION + "comparison: float\n", 1, "no result is a double"),
        ("kind: function\nname: f\nreturns: int\n", 1, "a parameter at least"),
        ("kind: class\nname: C\nmethods: []\n", 3, "a method at least"),
        (CLASS + "returns: int\n", 8, "a class has no returns"),
        (CLASS.replace("name: total", "name: add"), 7, "two methods"),
        (CLASS.replace("name: total", "name: delete"), 7, "something else"),
        (FUNCTION.replace("twoSum", "main"), 2, "something else"),
        (CLASS.replace("name: total", "name: Counter"), 2, "as its class"),
        ("a: &a [*a, *a]\n" * 3, 2, "YAML"),
        ("x" * 70_000, None, "longer"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int | None, words: str) -> None:
    with pytest.raises(ProblemError, match=words) as caught:
        parse_signature(text)

    assert caught.value.path == "signature.yaml"
    assert line is None or caught.value.line == line
