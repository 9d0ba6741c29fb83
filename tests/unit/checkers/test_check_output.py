"""The default comparison, by the rules of the 2025-09 package format."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgebox.checkers import check_output
from judgebox.checkers.floats import NUMBER_BYTES, is_number
from judgebox.domain.problem import Comparison
from judgebox.domain.verdict import Reason

PLAIN = Comparison()
CASE = Comparison(case_sensitive=True)
SPACE = Comparison(space_change_sensitive=True)
FLOATS = Comparison(absolute_tolerance=1e-6, relative_tolerance=1e-6)

texts = st.text(alphabet="aAbB12.-e \t\n\r\x0b\x0c", max_size=30).map(str.encode)
numbers = st.from_regex(r"[+-]?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})([eE][+-]?\d{1,2})?", fullmatch=True).filter(str.isascii)


def accepts(answer: bytes, output: bytes, comparison: Comparison = PLAIN) -> bool:
    return check_output(answer, output, comparison).accepted


def message_of(answer: bytes, output: bytes, comparison: Comparison = PLAIN) -> str | None:
    return check_output(answer, output, comparison).message


@pytest.mark.parametrize("output", [b"1 2\n3", b"1\t2\r\n3\n\n", b" \x0b1\x0c2 3 "])
def test_white_space_is_ignored(output: bytes) -> None:
    assert accepts(b"1 2\n3\n", output)


@pytest.mark.parametrize("space", ["\N{NO-BREAK SPACE}", "\N{NEXT LINE}", "\0"])
def test_only_the_six_ascii_bytes_are_white_space(space: str) -> None:
    assert not accepts(b"1 2", f"1{space}2".encode())


@pytest.mark.parametrize("output", [b"1 2", b"1 2 3 4", b"12 3", b"1 2 4", b""])
def test_other_tokens_are_wrong(output: bytes) -> None:
    assert not accepts(b"1 2 3", output)


def test_case_is_ignored_unless_it_counts() -> None:
    assert accepts(b"YES", b"yes")
    assert not accepts(b"YES", b"yes", CASE)


def test_only_ascii_letters_have_case() -> None:
    assert not accepts("É".encode(), "é".encode())


@pytest.mark.parametrize("output", [b"1 2", b"1  2\n", b"1 2\n\n", b" 1 2\n", b"1 2\r\n", b"1\t2\n"])
def test_any_change_of_white_space_is_wrong_where_it_counts(output: bytes) -> None:
    assert accepts(b"1 2\n", b"1 2\n", SPACE)
    assert not accepts(b"1 2\n", output, SPACE)


def test_case_is_ignored_although_white_space_counts() -> None:
    assert accepts(b"Yes \n", b"YES \n", SPACE)


@pytest.mark.parametrize("output", [b"1", b"1.0000009", b"+1e0", b".9999995", b"1.", b"10E-1", b"00001"])
def test_any_writing_of_a_number_within_the_tolerance_is_right(output: bytes) -> None:
    assert accepts(b"1.0", output, FLOATS)


@pytest.mark.parametrize(
    "output", [b"1.000003", b"nan", b"inf", b"0x1", b"1_0", b"1e", b".", b"1.0f", b"1,0", b"+-1", b""]
)
def test_what_is_no_number_within_the_tolerance_is_wrong(output: bytes) -> None:
    assert not accepts(b"1.0", output, FLOATS)


def test_one_of_the_two_tolerances_is_enough() -> None:
    assert accepts(b"1000000000", b"1000000999", FLOATS)
    assert accepts(b"0", b"0.0000005", FLOATS)
    assert not accepts(b"1000000000", b"1000000999", Comparison(absolute_tolerance=1e-6))
    assert not accepts(b"0", b"0.0000005", Comparison(relative_tolerance=1e-6))


def test_a_difference_of_just_the_tolerance_is_right() -> None:
    assert accepts(b"0.1", b"0.100001", Comparison(absolute_tolerance=1e-6))
    assert not accepts(b"0.1", b"0.1000010000000001", Comparison(absolute_tolerance=1e-6))


def test_words_of_the_answer_stay_words_where_a_tolerance_is_set() -> None:
    assert accepts(b"nan Case", b"NaN case", FLOATS)
    assert not accepts(b"nan", b"1", FLOATS)


def test_numbers_are_words_where_no_tolerance_is_set() -> None:
    assert not accepts(b"1.0", b"1.00")


def test_integers_too_big_for_a_float_are_told_apart() -> None:
    big = b"1234567890" * 40

    assert accepts(big, big + b"\n", FLOATS)
    assert accepts(big, big[:-1] + b"1", FLOATS)
    assert not accepts(big, big[:-1] + b"1", Comparison(absolute_tolerance=1e-6))
    assert not accepts(b"9007199254740993", b"9007199254740992", Comparison(absolute_tolerance=1e-6))


@pytest.mark.parametrize(
    "hostile",
    [b"1e999999999999999999999999", b"1e99999999", b"1e-99999999", b"9" * 1_000_000, b"0." + b"1" * 1_000_000 + b"x"],
)
def test_a_hostile_number_is_just_wrong(hostile: bytes) -> None:
    assert not accepts(b"1", hostile, FLOATS)


def test_the_message_says_where_the_first_difference_is() -> None:
    assert message_of(b"3\n7 8\n", b"3\n8 8\n") == "line 2, token 1: expected 7, got 8"


def test_the_message_counts_lines_of_the_output() -> None:
    assert message_of(b"3 7\n", b"\n3\n\n 5 8") == "line 4, token 1: expected 7, got 5"


def test_the_message_says_that_the_output_ends_too_early() -> None:
    assert message_of(b"1 2 3 4 5", b"1 2 3\n") == "output ends after 3 tokens, 5 expected"


def test_the_message_says_that_there_is_more_than_expected() -> None:
    assert message_of(b"1", b"1\n2 3") == "extra output at line 2, token 1: 2"


def test_the_message_names_the_white_space_that_differs() -> None:
    assert message_of(b"a b\n", b"a  b\n", SPACE) == 'white space before line 1, token 2: expected " ", got "  "'
    assert message_of(b"a\n", b"a", SPACE) == 'white space before line 1, token 2: expected "\\n", got none'


def test_no_output_has_a_reason_of_its_own() -> None:
    checked = check_output(b"1 2", b" \n", PLAIN)

    assert checked.reason is Reason.NO_OUTPUT
    assert checked.message == "there is no output, 2 tokens expected"
    assert check_output(b"1", b"2", PLAIN).reason is Reason.MISMATCH


def test_an_empty_answer_wants_an_empty_output() -> None:
    assert accepts(b"", b"\n")
    assert not accepts(b"", b"1")


def test_long_and_unprintable_tokens_are_quoted_safely() -> None:
    message = message_of(b"1", b"\x1b[31m" + b"x" * 1000 + "é".encode())

    assert message is not None
    assert message.startswith("line 1, token 1: expected 1, got \\x1b[31mxxx")
    assert message.endswith("… (1007 bytes)")
    assert len(message) < 200


def test_the_place_is_right_in_an_output_longer_than_a_chunk() -> None:
    lines = [b"%d %d" % (number, number) for number in range(50_000)]
    output = b"\n".join([*lines[:40_000], b"40000 7", *lines[40_001:]])

    assert message_of(b"\n".join(lines), output) == "line 40001, token 2: expected 40000, got 7"


@given(answer=texts, output=texts)
def test_outputs_are_accepted_just_when_their_tokens_are_the_same(answer: bytes, output: bytes) -> None:
    assert accepts(answer, output) == (answer.lower().split() == output.lower().split())
    assert accepts(answer, output, CASE) == (answer.split() == output.split())


@given(answer=texts, output=texts)
def test_where_white_space_counts_outputs_are_accepted_just_when_they_are_equal(answer: bytes, output: bytes) -> None:
    assert accepts(answer, output, SPACE) == (answer.lower() == output.lower())


@given(answer=texts, output=texts)
def test_a_refused_output_always_comes_with_a_reason_and_a_message(answer: bytes, output: bytes) -> None:
    for comparison in (PLAIN, CASE, SPACE, FLOATS):
        checked = check_output(answer, output, comparison)
        assert checked.accepted == (checked.reason is None) == (checked.message is None)


@given(answer=st.binary(max_size=40), output=st.binary(max_size=40))
def test_any_bytes_can_be_compared(answer: bytes, output: bytes) -> None:
    for comparison in (PLAIN, CASE, SPACE, FLOATS):
        check_output(answer, output, comparison)
        assert accepts(answer, answer, comparison)


@given(answer=numbers, output=numbers)
def test_numbers_are_compared_as_exact_arithmetic_would(answer: str, output: str) -> None:
    expected, got = Fraction(answer), Fraction(output)
    bound = max(Fraction(1), abs(expected)) / 10**6
    difference = abs(expected - got)
    if abs(difference - bound) > bound / 10**6:
        assert accepts(answer.encode(), output.encode(), FLOATS) == (difference <= bound)


@given(token=st.binary(max_size=12))
def test_a_token_is_a_number_only_if_python_agrees_that_it_is_one(token: bytes) -> None:
    if is_number(token):
        float(token)


def test_a_token_beyond_the_length_limit_is_no_number() -> None:
    assert is_number(b"1" * NUMBER_BYTES)
    assert not is_number(b"1" * (NUMBER_BYTES + 1))
