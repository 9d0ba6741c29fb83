"""Compare numbers within tolerances, by the grammar that problem packages use.

Source: Kattis problem package format 2025-09, "General Requirements" (the grammar) and "Comparing
Floating-Point Tokens".
"""

import re
from decimal import Context, Decimal, InvalidOperation

from judgebox.domain.problem import Comparison

_NUMBER = re.compile(rb"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

_NUMBER_LETTERS = b"0123456789.eE+-"

NUMBER_BYTES = 1000
"""A longer token is no number. The format asks for 30 digits on each side of the point; a limit keeps
an output of huge numbers from taking the judge's time."""

_EXACT_UP_TO = 2.0**53
"""Below this, doubles tell whole numbers apart."""

_EXACT = Context(prec=2 * NUMBER_BYTES + 10, Emax=10**17, Emin=-(10**17), traps=[InvalidOperation])
"""Room for the difference of any two numbers of like size; exponents beyond it are no numbers."""


def is_number(token: bytes) -> bool:
    """Whether a token is a number: decimal or scientific; nan, inf and hexadecimal are not."""
    return len(token) <= NUMBER_BYTES and _NUMBER.fullmatch(token) is not None


def is_close(answer: bytes, output: bytes, comparison: Comparison) -> bool:
    """Whether a number is within the absolute or the relative tolerance of the answer, itself a number.

    Doubles decide where they are sure that it is; what they would refuse, or can't tell apart, is
    computed exactly, so a difference of just the tolerance is right whatever its rounding.
    """
    if not is_number(output):
        return False
    expected, got = float(answer), float(output)
    if abs(expected) < _EXACT_UP_TO and abs(got) < _EXACT_UP_TO:
        difference = abs(expected - got)
        if difference <= (comparison.absolute_tolerance or 0.0):
            return True
        if difference <= (comparison.relative_tolerance or 0.0) * abs(expected):
            return True
    return _is_close_exactly(answer, output, comparison)


def are_close(answers: list[bytes], outputs: list[bytes], comparison: Comparison) -> bool:
    """Whether all are numbers for which doubles are sure that they are close; if not, each must be looked at."""
    if not (_look_like_numbers(answers) and _look_like_numbers(outputs)):
        return False
    try:
        expected, got = list(map(float, answers)), list(map(float, outputs))
    except ValueError:
        return False
    if max(map(abs, expected)) >= _EXACT_UP_TO or max(map(abs, got)) >= _EXACT_UP_TO:
        return False
    absolute, relative = comparison.absolute_tolerance or 0.0, comparison.relative_tolerance or 0.0
    return all(
        abs(one - other) <= absolute or abs(one - other) <= relative * abs(one)
        for one, other in zip(expected, got, strict=True)
    )


def _look_like_numbers(tokens: list[bytes]) -> bool:
    """Whether they have no other bytes than numbers have; then `float` takes just those that are numbers."""
    return not b"".join(tokens).translate(None, _NUMBER_LETTERS) and max(map(len, tokens)) <= NUMBER_BYTES


def _is_close_exactly(answer: bytes, output: bytes, comparison: Comparison) -> bool:
    try:
        expected, got = _EXACT.create_decimal(answer.decode()), _EXACT.create_decimal(output.decode())
        difference = _EXACT.subtract(expected, got).copy_abs()
        if difference <= _decimal(comparison.absolute_tolerance):
            return True
        return difference <= _EXACT.multiply(_decimal(comparison.relative_tolerance), expected.copy_abs())
    except InvalidOperation:
        return False


def _decimal(tolerance: float | None) -> Decimal:
    """The tolerance as it was written: 1e-6 and not the double next to it."""
    return Decimal(repr(tolerance or 0.0))
