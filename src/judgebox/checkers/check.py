"""The default checker: choose how to compare, and take the short way where outputs are equal."""

from pathlib import Path

from judgebox.checkers.exact import compare_exactly
from judgebox.checkers.result import ACCEPTED, CheckResult
from judgebox.checkers.tokens import compare_tokens
from judgebox.domain.problem import Comparison, Preset


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


def check(
    answer: bytes | Path, output: bytes | Path, checker: Comparison | Preset, input: bytes | Path | None = None
) -> CheckResult:
    """Decide whether an output is right by one of our checkers.

    Raises:
        ValueError: the preset is unknown, or an argument of it is wrong.
    """
    if isinstance(checker, Preset):
        raise ValueError(f"the checker {checker.name!r} is unknown")  # noqa: TRY004
    return check_output(_content(answer), _content(output), checker)


def _content(given: bytes | Path) -> bytes:
    return given.read_bytes() if isinstance(given, Path) else given
