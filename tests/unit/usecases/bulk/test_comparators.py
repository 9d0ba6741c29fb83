import pytest

from judgebox.usecases.bulk.comparators import parse_comparator
from judgebox.usecases.bulk.values import Opaque, Pairs, Unordered


def accepts(name: str, answer: str, output: str) -> bool:
    return parse_comparator(name).accepts_text(answer, output.encode())


def accepts_value(name: str, answer: object, value: object) -> bool:
    return parse_comparator(name).accepts_value(answer, value)


@pytest.mark.parametrize(
    ("name", "answer", "output", "is_right"),
    [
        ("exact", "a\n", "a\n", True),
        ("exact", "a\n", "a", False),
        ("trim", "a \nb\n", "a\nb\n\n", True),
        ("trim", "a\nb", "a\n b", False),
        ("tokens", "a b\nc", "a\nb   c\n", True),
        ("tokens", "Yes", "yes", False),
        ("float", "0.5", "0.5000001", True),
        ("float(1e-9)", "0.5", "0.5000001", False),
        ("float(rel=0.1)", "100", "109", True),
        ("set", "b 1\na\n", "a\n\nb  1\na", True),
        ("set", "a\nb", "a", False),
        ("json", '{"a": [1, 2.0]}', '{ "a":[1.0,2] }\n', True),
        ("json", "true", "1", False),
        ("json", "1", "no json", False),
    ],
)
def test_our_rules_for_texts(name: str, answer: str, output: str, is_right: bool) -> None:
    assert accepts(name, answer, output) is is_right


@pytest.mark.parametrize(
    ("name", "answer", "output", "is_right"),
    [
        ("verl", "a\n", "a\n\n", True),
        ("verl", "a", "a ", False),
        ("lcb", "1 2\nx", " 1 2 \nx\n", True),
        ("lcb", "0.5 1e1", "0.50 10", True),
        ("lcb", "50000000000000001", "50000000000000000", False),
        ("lcb", "a\nb", "a\n\nb", False),
        ("lcb", "nan x", "nan y", False),
        ("lcb", "1", "snan", False),
        ("verifiers", "1e999999999", "-1e999999999", False),
        ("open_r1", "1\n2\n3", "1\n2", True),
        ("open_r1", "1\n2", " 1\n3", False),
        ("verifiers", "1.0 2.0", "1.0009\n2", True),
        ("verifiers", "1.0 2.0", "1.0011 2", False),
        ("verifiers", "a b", "a\nb", False),
        ("verifiers", "a  b", "a b\n\n", True),
        ("verifiers", "nan", "NaN", False),
    ],
)
def test_the_rules_of_others_for_texts(name: str, answer: str, output: str, is_right: bool) -> None:
    assert accepts(name, answer, output) is is_right


@pytest.mark.parametrize(
    ("name", "answer", "value", "is_right"),
    [
        ("exact", [1, [2, 3]], (1, (2, 3)), True),
        ("exact", 1, True, False),
        ("exact", 1, 1.0, True),
        ("exact", {"1": "a"}, Pairs([(1, "a")]), True),
        ("exact", 10**400, 10**400, True),
        ("exact", None, Opaque("Evil"), False),
        ("float", [0.5, {"a": 1}], [0.5000001, {"a": 1.0000001}], True),
        ("float", 1e400, float("inf"), True),
        ("float", 1, 10**400, False),
        ("set", [1, 2, 2], Unordered([2, 1]), True),
        ("set", [[1], [2]], [[2], [1]], True),
        ("set", [1, 2], [1], False),
        ("lcb", [1, 2], (1, 2), True),
        ("lcb", [[1, 2]], [(1, 2)], False),
        ("lcb", 1, True, True),
        ("evalplus", 0.5, 0.5000005, True),
        ("evalplus", [0.5], (0.5000005,), True),
        ("evalplus", 0.5, 0.50001, False),
        ("evalplus", 5, 5.0000001, False),
        ("evalplus(0.1)", [5], [5.05], True),
        ("verifiers", [[1, 2]], (1, 2), True),
        ("verifiers", [1], 1, True),
        ("verifiers", [1], Unordered([1]), False),
    ],
)
def test_the_rules_for_values(name: str, answer: object, value: object, is_right: bool) -> None:
    assert accepts_value(name, answer, value) is is_right


@pytest.mark.parametrize("name", ["wrong", "exact(1)", "float(x)", "float(1,2,3)", "float(", ""])
def test_what_is_no_comparator_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="comparator"):
        parse_comparator(name)


def test_bytes_that_are_no_text_are_wrong_and_no_fault() -> None:
    assert not parse_comparator("lcb").accepts_text("1", b"\xff\xfe")


def test_a_value_nested_too_deep_to_compare_is_wrong() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]

    assert not accepts_value("exact", [], deep)
