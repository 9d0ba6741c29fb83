"""Read the arguments of the default output validator.

Source: Kattis problem package format 2025-09, "Default Output Validator Specification".
"""

import re
from collections.abc import Sequence

from judgebox.domain.problem import Comparison
from judgebox.packages.yaml_values import Value

_TOLERANCE = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?")
_WITH_NUMBER = ("float_tolerance", "float_absolute_tolerance", "float_relative_tolerance")


def parse_validator_flags(words: Sequence[str], place: Value) -> Comparison:
    """Turn arguments such as `case_sensitive float_tolerance 1e-6` into a comparison.

    Args:
        place: where they stand, for the error.

    Raises:
        ProblemError: an argument is unknown, is given twice or lacks its number, or a tolerance is given
            both in general and in particular.
    """
    tolerances: dict[str, float] = {}
    switches: set[str] = set()
    left = list(words)
    while left:
        word = left.pop(0)
        if word in tolerances:
            raise place.error(f"{word} is given twice")
        if word in _WITH_NUMBER:
            tolerances[word] = _tolerance(word, left.pop(0) if left else None, place)
        elif word in ("case_sensitive", "space_change_sensitive"):
            switches.add(word)
        else:
            raise place.error(f"the default output validator has no argument {word[:40]!r}")
    both = tolerances.pop("float_tolerance", None)
    if both is not None and tolerances:
        raise place.error(f"float_tolerance can't be given along with {' and '.join(sorted(tolerances))}")
    return Comparison(
        case_sensitive="case_sensitive" in switches,
        space_change_sensitive="space_change_sensitive" in switches,
        absolute_tolerance=tolerances.get("float_absolute_tolerance", both),
        relative_tolerance=tolerances.get("float_relative_tolerance", both),
    )


def _tolerance(word: str, text: str | None, place: Value) -> float:
    if text is None or not _TOLERANCE.fullmatch(text) or text.startswith("-"):
        raise place.error(f"{word} is to be followed by a number of at least 0, not by {(text or 'nothing')[:40]!r}")
    tolerance = float(text)
    if tolerance == float("inf"):
        raise place.error(f"{word} {text[:40]} is too large")
    return tolerance


def flags_of(comparison: Comparison) -> list[str]:
    """Return the arguments that stand for a comparison: `parse_validator_flags` turns them into it again."""
    flags = [name for name in ("case_sensitive", "space_change_sensitive") if getattr(comparison, name)]
    absolute, relative = comparison.absolute_tolerance, comparison.relative_tolerance
    if absolute is not None and absolute == relative:
        return [*flags, "float_tolerance", repr(absolute)]
    if absolute is not None:
        flags += ["float_absolute_tolerance", repr(absolute)]
    if relative is not None:
        flags += ["float_relative_tolerance", repr(relative)]
    return flags
