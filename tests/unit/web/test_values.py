import pytest

from judgebox.functions import parse_signature
from judgebox.web.values import Argument, elements_of, read_values

SUM = parse_signature("kind: function\nname: add\nparams: [{name: a, type: int}, {name: b, type: int}]\nreturns: int")
BOX = parse_signature(
    "kind: class\nname: Box\nmethods: [{name: put, params: [{name: text, type: string}], returns: bool}]"
)


def test_each_line_of_an_input_is_the_argument_of_that_place() -> None:
    values = read_values(SUM, "1\n2\n", "3")

    assert values is not None
    assert values.arguments == (Argument(name="a", text="1"), Argument(name="b", text="2"))


@pytest.mark.parametrize("given", ["", "1\n", "1\n2\n3\n"])
def test_an_input_with_other_lines_than_the_signature_wants_is_not_read(given: str) -> None:
    assert read_values(SUM, given, "3") is None


def test_each_call_has_its_arguments_and_both_results() -> None:
    values = read_values(BOX, '["Box","put"]\n[[],["a, b"]]\n', "[null,true]", "[null,false]")

    assert values is not None
    made, put = values.calls
    assert (made.text, made.differs) == ("Box()", False)
    assert (put.text, put.answer, put.output, put.differs) == ('put("a, b")', "true", "false", True)


def test_calls_that_gave_no_result_do_not_count_as_different() -> None:
    values = read_values(BOX, '["Box","put"]\n[[],["x"]]', "[null,true]", "")

    assert values is not None
    assert [call.output for call in values.calls] == [None, None]
    assert not any(call.differs for call in values.calls)


@pytest.mark.parametrize("given", ['["Box"]\n[[],[]]', "[\n[]", '{"Box":1}\n[[]]'])
def test_calls_that_do_not_fit_together_are_not_read(given: str) -> None:
    assert read_values(BOX, given, None) is None


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("[]", []),
        (" [ 1 , [2,3] ] ", ["1", "[2,3]"]),
        (r'["a,\"]","\\",{"b":[1,2]}]', [r'"a,\"]"', r'"\\"', '{"b":[1,2]}']),
        ("[123456789012345678901234567890]", ["123456789012345678901234567890"]),
        ("1", None),
        ("[1", None),
    ],
)
def test_elements_of_a_list_stay_as_they_are_written(text: str, elements: list[str] | None) -> None:
    assert elements_of(text) == elements
