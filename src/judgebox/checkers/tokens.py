"""Compare token by token; what is between the tokens does not matter."""

from itertools import zip_longest

from judgebox.checkers.floats import is_close, is_number
from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch, no_output, quote
from judgebox.checkers.scanning import count_tokens, place_of_token, tokens_of
from judgebox.domain.problem import Comparison


def compare_tokens(answer: bytes, output: bytes, comparison: Comparison) -> CheckResult:
    """Accept the same tokens in the same order, each the same as `is_same_token` sees it."""
    for index, (expected, got) in enumerate(zip_longest(tokens_of(answer), tokens_of(output))):
        if expected == got:
            continue
        if got is None:
            return output_ends(answer, index)
        if expected is None:
            return mismatch(f"extra output at {place_of_token(output, index)}: {quote(got)}")
        if not is_same_token(expected, got, comparison):
            return different_token(output, index, expected, got)
    return ACCEPTED


def is_same_token(expected: bytes, got: bytes, comparison: Comparison) -> bool:
    """Compare one token: as a number where a tolerance is set and the answer gives one, else as text."""
    if expected == got:
        return True
    has_tolerance = comparison.absolute_tolerance is not None or comparison.relative_tolerance is not None
    if has_tolerance and is_number(expected):
        return is_close(expected, got, comparison)
    return not comparison.case_sensitive and expected.lower() == got.lower()


def different_token(output: bytes, index: int, expected: bytes, got: bytes) -> CheckResult:
    return mismatch(f"{place_of_token(output, index)}: expected {quote(expected)}, got {quote(got)}")


def output_ends(answer: bytes, index: int) -> CheckResult:
    """Say that after `index` tokens, all of them right, the output ends too early."""
    expected = count_tokens(answer)
    if index == 0:
        return no_output(f"there is no output, {_tokens(expected)} expected")
    return mismatch(f"output ends after {_tokens(index)}, {expected} expected")


def _tokens(number: int) -> str:
    return "1 token" if number == 1 else f"{number} tokens"
