import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgebox.domain.errors import ProblemError
from judgebox.functions import check_case, parse_signature
from judgebox.functions.types import parse_type
from judgebox.functions.values import canonical, canonical_double, check_value

SUM = parse_signature(
    "kind: function\nname: f\nparams: [{name: x, type: 'int[]'}, {name: y, type: int}]\nreturns: long\n"
)
CLASS = parse_signature(
    "kind: class\nname: C\nmethods: [{name: put, params: [{name: x, type: int}]}, {name: get, returns: int}]\n"
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("int", 2**31 - 1),
        ("long", -(2**63)),
        ("double", 3),
        ("double", "NaN"),
        ("bool", False),
        ("char", "x"),
        ("string", "\U0001f600"),
        ("int[][]", [[1], []]),
        ("ListNode", []),
        ("TreeNode", [1, None, 2, None, 3]),
        ("TreeNode[]", [[], [1]]),
        ("void", None),
    ],
)
def test_values_that_are_of_their_type(name: str, value: object) -> None:
    assert check_value(parse_type(name), value) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("int", 2**31),
        ("int", True),
        ("int", 1.0),
        ("long", 2**63),
        ("double", True),
        ("double", "1"),
        ("double", 10**400),
        ("bool", 0),
        ("char", "xy"),
        ("char", "é"),
        ("string", "a\0b"),
        ("string", "\ud800"),
        ("string", None),
        ("int[]", 1),
        ("int[][]", [1]),
        ("ListNode", [None]),
        ("TreeNode", [None, 1]),
        ("TreeNode", [1, None, None, 2]),
        ("void", 0),
    ],
)
def test_values_that_are_not(name: str, value: object) -> None:
    assert check_value(parse_type(name), value) is not None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (2.0, "2"),
        (-1.5, "-1.5"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (0.000001, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (5e-324, "5e-324"),
    ],
)
def test_a_double_is_laid_out_as_javascript_does(value: float, text: str) -> None:
    assert canonical_double(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_reads_back_as_the_same_number(value: float) -> None:
    assert float(json.loads(canonical_double(value))) == value


def test_trees_and_lists_end_with_their_last_node() -> None:
    assert canonical(parse_type("TreeNode"), [1, None, 2, None, None]) == "[1,null,2]"
    assert canonical(parse_type("ListNode"), None) == "[]"


def test_a_case_that_fits_its_signature_passes() -> None:
    check_case(SUM, b"[1, 2]\r\n3\n\n", b"6\n", path="secret/1")
    check_case(CLASS, b'["C","put","get"]\n[[],[1],[]]\n', b"[null,null,1]", path="secret/1")


@pytest.mark.parametrize(
    ("given_text", "answer", "words"),
    [
        (b"[1]\n", b"1", "has 1 values"),
        (b"[1]\n2\n3\n", b"1", "has 3 values"),
        (b"[1]\n[2]\n", b"1", "y of f is to be a whole number"),
        (b"[1\n2\n", b"1", "secret/1.in:1: is no JSON"),
        (b"[1]\n2\n", b"", "secret/1.ans: is no JSON"),
        (b"[1]\n2\n", b"1.5", "the answer is to be a whole number"),
        (b"[1]\n2\n", b"\xff", "is no JSON"),
        (b"[" * 100_000 + b"\n2\n", b"1", "is no JSON"),
        (b"[NaN]\n2\n", b"1", "is no JSON"),
    ],
)
def test_a_case_that_does_not_fit_is_refused_with_its_file(given_text: bytes, answer: bytes, words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        check_case(SUM, given_text, answer, path="secret/1")


@pytest.mark.parametrize(
    ("given_text", "answer", "words"),
    [
        (b'["put"]\n[[1]]\n', b"[null]", "first operation"),
        (b'["C","pop"]\n[[],[]]\n', b"[null,null]", "no method"),
        (b'["C","put"]\n[[],[]]\n', b"[null,null]", "1 arguments"),
        (b'["C","put"]\n[[]]\n', b"[null]", "same length"),
        (b'["C","get"]\n[[],[]]\n', b"[null]", "2 results"),
        (b'["C","put"]\n[[],[1]]\n', b"[null,1]", "is to be null"),
    ],
)
def test_calls_that_do_not_fit_their_class_are_refused(given_text: bytes, answer: bytes, words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        check_case(CLASS, given_text, answer, path="secret/1")
