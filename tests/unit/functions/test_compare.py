import pytest

from judgebox.functions import compare, parse_signature, result_of_line

CLASS = parse_signature("kind: class\nname: C\nmethods: [{name: get, returns: double}]\ncomparison: float\n")


def accepted(returns: str, comparison: str, answer: bytes, result: bytes) -> bool:
    text = (
        f"kind: function\nname: f\nparams: [{{name: x, type: int}}]\nreturns: '{returns}'\ncomparison: {comparison}\n"
    )
    return compare(parse_signature(text), b"1\n", answer, result).accepted


@pytest.mark.parametrize(
    ("returns", "comparison", "answer", "result", "is_right"),
    [
        ("int", "exact", b"1\n", b"1", True),
        ("int", "exact", b"1", b"2", False),
        ("int", "exact", b"1", b"true", False),
        ("int", "exact", b"1", b"null", False),
        ("bool", "exact", b"true", b"1", False),
        ("double", "exact", b"1.0", b"1", True),
        ("int[]", "exact", b"[1, 2]", b"[1,2]", True),
        ("int[]", "exact", b"[1,2]", b"[1,2,3]", False),
        ("string", "exact", b'"\\u00e9"', '"é"'.encode(), True),
        ("TreeNode", "exact", b"[1,null,2,null]", b"[1,null,2]", True),
        ("ListNode", "exact", b"null", b"[]", True),
        ("int[]", "unordered", b"[1,2,2]", b"[2,1,2]", True),
        ("int[]", "unordered", b"[1,2,2]", b"[2,1,1]", False),
        ("int[][]", "unordered", b"[[1,2],[3]]", b"[[3],[1,2]]", True),
        ("int[][]", "unordered", b"[[1,2],[3]]", b"[[3],[2,1]]", False),
        ("int[][]", "unordered_deep", b"[[1,2],[3]]", b"[[3],[2,1]]", True),
        ("int[][]", "unordered_deep", b"[[1,2],[3]]", b"[[3,1],[2]]", False),
        ("double[]", "float", b"[1,1e9]", b"[1.0000001,1000000001]", True),
        ("double[]", "float", b"[1,1e9]", b"[1.1,1e9]", False),
        ("double", "float", b'"NaN"', b'"NaN"', True),
        ("double", "float", b'"Infinity"', b"1e308", False),
        ("double", "float", b"1", b'"NaN"', False),
        ("int[]", "any_of", b"[[1,2],[2,1]]", b"[2,1]", True),
        ("int[]", "any_of", b"[[1,2],[2,1]]", b"[[1,2],[2,1]]", False),
        ("int", "exact", b"1", b"[" * 100_000, False),
        ("int", "exact", b"1", b"1" * 10_000, False),
        ("int", "exact", b"1", b"\xff\xfe", False),
    ],
)
def test_a_result_is_compared_as_declared(
    returns: str, comparison: str, answer: bytes, result: bytes, is_right: bool
) -> None:
    assert accepted(returns, comparison, answer, result) is is_right


def test_results_of_a_class_are_compared_one_by_one() -> None:
    given = b'["C","get","get"]\n[[],[],[]]\n'

    compared = compare(CLASS, given, b"[null,0.5,1]", b"[null,0.50000001,2]")

    assert compared.message == "operation 3, get: expected 1, got 2"


def test_too_few_results_of_a_class_are_wrong() -> None:
    assert not compare(CLASS, b'["C","get"]\n[[],[]]\n', b"[null,1]", b"[null]").accepted


def test_an_answer_of_another_type_is_its_authors_fault() -> None:
    with pytest.raises(ValueError, match="the answer"):
        accepted("int", "exact", b'"x"', b"1")


def test_a_line_that_is_no_result_has_none() -> None:
    assert result_of_line(b'{"result":[1]}') == b"[1]"
    assert result_of_line(b"[1]") is None
