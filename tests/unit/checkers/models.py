"""What the default validator accepts, written again from the words of the format: slowly and plainly.

Nothing of the checkers is used here. Source: Kattis problem package format 2025-09, "Default Output Validator".
"""

from fractions import Fraction

from judgebox.domain.problem import Comparison

WHITE_SPACE = b" \t\n\r\v\f"
DIGITS = b"0123456789"


def runs_of(content: bytes) -> list[tuple[bool, bytes]]:
    """Tokens and white space by turns, byte by byte; white space is marked."""
    runs: list[tuple[bool, bytes]] = []
    for byte in content:
        is_space = byte in WHITE_SPACE
        if runs and runs[-1][0] is is_space:
            runs[-1] = (is_space, runs[-1][1] + bytes([byte]))
        else:
            runs.append((is_space, bytes([byte])))
    return runs


def value_of(token: bytes) -> Fraction | None:
    """The exact value of a number in decimal or scientific notation; None if the token is none."""
    mantissa, exponent = token, b"0"
    for position, byte in enumerate(token):
        if byte in b"eE":
            mantissa, exponent = token[:position], token[position + 1 :]
            break
    sign = -1 if mantissa[:1] == b"-" else 1
    if mantissa[:1] in (b"+", b"-"):
        mantissa = mantissa[1:]
    power_sign = -1 if exponent[:1] == b"-" else 1
    if exponent[:1] in (b"+", b"-"):
        exponent = exponent[1:]
    whole, _, rest = mantissa.partition(b".")
    digits = whole + rest
    if not digits or not exponent or any(byte not in DIGITS for byte in digits + exponent):
        return None
    power = power_sign * int(exponent) - len(rest)
    return sign * int(digits) * Fraction(10) ** power


def in_small_letters(token: bytes) -> bytes:
    return bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in token)


def is_same_token(expected: bytes, got: bytes, comparison: Comparison) -> bool:
    has_tolerance = comparison.absolute_tolerance is not None or comparison.relative_tolerance is not None
    number = value_of(expected) if has_tolerance else None
    if number is not None:
        other = value_of(got)
        if other is None:
            return False
        difference = abs(number - other)
        absolute = Fraction(str(comparison.absolute_tolerance or 0))
        relative = Fraction(str(comparison.relative_tolerance or 0))
        return difference <= absolute or difference <= relative * abs(number)
    if comparison.case_sensitive:
        return expected == got
    return in_small_letters(expected) == in_small_letters(got)


def accepts(answer: bytes, output: bytes, comparison: Comparison) -> bool:
    expected, got = runs_of(answer), runs_of(output)
    if not comparison.space_change_sensitive:
        expected = [run for run in expected if not run[0]]
        got = [run for run in got if not run[0]]
    if len(expected) != len(got):
        return False
    for (is_space, one), (other_is_space, other) in zip(expected, got, strict=True):
        if is_space is not other_is_space:
            return False
        if not (one == other if is_space else is_same_token(one, other, comparison)):
            return False
    return True
