"""The checkers of ours: choose how to compare, and take the short way where outputs are equal."""

from judgebox.checkers.content import Content, is_same
from judgebox.checkers.exact import compare_exactly
from judgebox.checkers.presets import check_preset
from judgebox.checkers.result import ACCEPTED, CheckResult
from judgebox.checkers.tokens import compare_tokens
from judgebox.domain.problem import Comparison, Preset


def check_output(answer: Content, output: Content, comparison: Comparison) -> CheckResult:
    """Decide whether an output is right, as the default validator of problem packages does.

    Tokens are what the six ASCII white space bytes separate. Time grows with the sizes alone, and
    memory hardly does, whatever the output holds.

    Source: Kattis problem package format 2025-09, "Default Output Validator Specification".
    """
    if is_same(answer, output):
        return ACCEPTED
    if comparison.space_change_sensitive:
        return compare_exactly(answer, output, comparison)
    return compare_tokens(answer, output, comparison)


def check(answer: Content, output: Content, checker: Comparison | Preset, input: Content | None = None) -> CheckResult:
    """Decide whether an output is right by one of our checkers.

    Args:
        input: of the case, for presets that look at it; none does so far.

    Raises:
        ValueError: the preset is unknown, an argument of it is wrong, or the answer is not what it can compare with.
    """
    if isinstance(checker, Preset):
        return check_preset(checker, answer, output)
    return check_output(answer, output, checker)
