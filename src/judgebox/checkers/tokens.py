"""Compare token by token; what is between the tokens does not matter."""

from collections.abc import Callable
from functools import partial

from judgebox.checkers.content import Content
from judgebox.checkers.differences import differences
from judgebox.checkers.floats import are_close, is_close, is_number
from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch, no_output, quote
from judgebox.checkers.scanning import (
    count_tokens,
    first_token,
    place_of_token,
    token_lists,
    whole_tokens_before,
)
from judgebox.domain.problem import Comparison


def compare_tokens(answer: Content, output: Content, comparison: Comparison) -> CheckResult:
    """Accept the same tokens in the same order, each the same as `is_same_token` sees it."""
    is_right = partial(is_same_token, comparison=comparison)
    if not _has_tolerance(comparison):
        return compare_each_token(answer, output, is_right)
    return compare_each_token(answer, output, is_right, partial(are_close, comparison=comparison))


def compare_each_token(
    answer: Content,
    output: Content,
    is_right: Callable[[bytes, bytes], bool] = lambda _expected, _got: False,
    are_right: Callable[[list[bytes], list[bytes]], bool] = lambda _expected, _got: False,
) -> CheckResult:
    """Accept as many tokens as the answer has, each of them right.

    Args:
        is_right: whether a token that is not equal to that of the answer is right all the same. It may get pieces
            of tokens that are longer than `PIECE_BYTES`.
        are_right: the same of many at once, where that is faster; it may say no although they are.
    """
    for index, expected, got in differences(token_lists(answer), token_lists(output), are_right):
        if got is None:
            return output_ends(answer, whole_tokens_before(output, index))
        if expected is None:
            return mismatch(
                f"extra output at {place_of_token(output, whole_tokens_before(output, index))}: {quote(got)}"
            )
        if not is_right(expected, got):
            return different_token(output, whole_tokens_before(output, index), expected, got)
    return ACCEPTED


def compare_one_token(
    answer: Content, output: Content, is_right: Callable[[bytes, bytes], bool] = lambda _expected, _got: False
) -> CheckResult:
    """Accept one token that is right; what comes after the first one of the answer doesn't count.

    Raises:
        ValueError: the answer has no token.
    """
    if next(first_token(answer), None) is None:
        raise ValueError("the answer has no token")
    for index, expected, got in differences(first_token(answer), token_lists(output)):
        whole = whole_tokens_before(output, index)
        if got is None:
            return mismatch("the output ends too early") if index else no_output("there is no output, 1 token expected")
        if expected is None:
            return mismatch(f"extra output at {place_of_token(output, whole)}: {quote(got)}")
        if not is_right(expected, got):
            return different_token(output, whole, expected, got)
    return ACCEPTED


def is_same_token(expected: bytes, got: bytes, comparison: Comparison) -> bool:
    """Compare one token: as a number where a tolerance is set and the answer gives one, else as text."""
    if expected == got:
        return True
    if _has_tolerance(comparison) and is_number(expected):
        return is_close(expected, got, comparison)
    return not comparison.case_sensitive and expected.lower() == got.lower()


def _has_tolerance(comparison: Comparison) -> bool:
    return comparison.absolute_tolerance is not None or comparison.relative_tolerance is not None


def different_token(output: Content, index: int, expected: bytes, got: bytes) -> CheckResult:
    return mismatch(f"{place_of_token(output, index)}: expected {quote(expected)}, got {quote(got)}")


def output_ends(answer: Content, index: int) -> CheckResult:
    """Say that after `index` tokens, all of them right, the output ends too early."""
    expected = count_tokens(answer)
    if index == 0:
        return no_output(f"there is no output, {_tokens(expected)} expected")
    return mismatch(f"output ends after {_tokens(index)}, {expected} expected")


def _tokens(number: int) -> str:
    return "1 token" if number == 1 else f"{number} tokens"
