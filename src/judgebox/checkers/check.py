"""The default checker: choose how to compare, and take the short way where outputs are equal."""

from judgebox.checkers.exact import compare_exactly
from judgebox.checkers.result import ACCEPTED, CheckResult
from judgebox.checkers.tokens import compare_tokens
from judgebox.domain.problem import Comparison


def check_output(answer: bytes, output: bytes, comparison: Comparison) -> CheckResult:
    """Decide whether an output is right.

    Tokens are what the six ASCII white space bytes separate. Time grows with the sizes alone, and
    memory hardly does, whatever the output holds.

    Source: Kattis problem package format 2025-09, "Default Output Validator Specification".
    """
    if answer == output:
        return ACCEPTED
    if comparison.space_change_sensitive:
        return compare_exactly(answer, output, comparison)
    return compare_tokens(answer, output, comparison)
