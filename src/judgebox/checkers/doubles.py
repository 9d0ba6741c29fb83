"""Compare numbers as testlib and DMOJ do: as doubles, with their bounds.

Source: testlib, "doubleCompare" and the stock checkers rcmp, rncmp and their like; DMOJ documentation, "floats".
"""

from collections.abc import Callable
from enum import StrEnum

from judgebox.checkers.floats import is_number

SLACK = 1e-15
"""What testlib adds to each bound for rounding."""

INFINITE = 1e300
"""What testlib takes for infinite is beyond this."""


class Tolerance(StrEnum):
    """What may differ by the bound: the numbers, their relation, or either."""

    EITHER = "either"
    ABSOLUTE = "absolute"
    RELATIVE = "relative"


def within_either(bound: float) -> Callable[[bytes, bytes], bool]:
    """Make testlib's `doubleCompare`: right within the absolute or the relative bound."""

    def is_right(expected: float, got: float) -> bool:
        if abs(expected) > INFINITE or abs(got) > INFINITE:
            return abs(expected) > INFINITE and abs(got) > INFINITE and (expected > 0) == (got > 0)
        if abs(got - expected) <= bound + SLACK:
            return True
        ends = expected * (1.0 - bound), expected * (1.0 + bound)
        return min(ends) <= got + SLACK and got <= max(ends) + SLACK

    return _of_numbers(is_right)


def within_absolute(bound: float) -> Callable[[bytes, bytes], bool]:
    """Make the comparison of testlib's rcmp and rncmp."""
    return _of_numbers(lambda expected, got: abs(expected - got) <= bound + SLACK)


def as_dmoj(bound: float, tolerance: Tolerance) -> Callable[[bytes, bytes], bool]:
    """Make the comparison of DMOJ's floats checkers, of tokens that the answer gives as numbers."""

    def is_right(expected: float, got: float) -> bool:
        if tolerance is Tolerance.RELATIVE:
            ends = expected * (1.0 - bound), expected * (1.0 + bound)
            return min(ends) <= got <= max(ends)
        if abs(got - expected) <= bound:
            return True
        return tolerance is Tolerance.EITHER and abs(expected) >= bound and abs(1.0 - got / expected) <= bound

    return _of_numbers(is_right, others_are_words=True)


def _of_numbers(
    is_right: Callable[[float, float], bool], *, others_are_words: bool = False
) -> Callable[[bytes, bytes], bool]:
    def compare(expected: bytes, got: bytes) -> bool:
        if not is_number(expected):
            if others_are_words:
                return expected == got
            raise ValueError(f"the answer has {expected[:40]!r} where the checker wants a number")
        return is_number(got) and is_right(float(expected), float(got))

    return compare
