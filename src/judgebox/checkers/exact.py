"""Compare white space as well: each run of it must have the same bytes."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch, quote
from judgebox.checkers.scanning import place_of_byte
from judgebox.checkers.tokens import different_token, is_same_token, output_ends
from judgebox.domain.problem import Comparison

_PIECE = re.compile(rb"(\s*)(\S*)")


def compare_exactly(answer: bytes, output: bytes, comparison: Comparison) -> CheckResult:
    """Accept the same tokens with the same white space around them, at the ends too."""
    position = 0
    for index, (expected, got) in enumerate(zip_longest(_pieces(answer), _pieces(output), fillvalue=(b"", b""))):
        if expected == got:
            position += len(got[0]) + len(got[1])
            continue
        if expected[1] and not got[1]:
            return output_ends(answer, index)
        if expected[0] != got[0]:
            place = place_of_byte(output, position + len(got[0]))
            return mismatch(f"white space before {place}: expected {_shown(expected[0])}, got {_shown(got[0])}")
        if not expected[1]:
            return mismatch(f"extra output at {place_of_byte(output, position + len(got[0]))}: {quote(got[1])}")
        if not is_same_token(expected[1], got[1], comparison):
            return different_token(output, index, expected[1], got[1])
        position += len(got[0]) + len(got[1])
    return ACCEPTED


def _pieces(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each token with the white space before it, and last the white space at the end alone."""
    return (match.groups() for match in _PIECE.finditer(content))  # type: ignore[misc]


def _shown(space: bytes) -> str:
    return f'"{quote(space)}"' if space else "none"
