"""Checkers by name: ours, and those that DMOJ, CMS and testlib bring, by their own rules.

What each accepts is told in docs/checkers.md. They take it that the answer is well-formed. Where a checker must hold
what it compares, `HELD_BYTES` is the limit: an answer beyond it is the author's fault, an output beyond it is wrong.

Sources: DMOJ documentation, "Standard checkers", and its checkers' behaviour; CMS documentation, "white_diff"; testlib,
its stock checkers.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from judgebox.checkers.content import HELD_BYTES, Content, TooBigError, is_same
from judgebox.checkers.doubles import Tolerance, as_dmoj, within_absolute, within_either
from judgebox.checkers.exact import compare_bytes, compare_trimmed
from judgebox.checkers.json_values import compare_json
from judgebox.checkers.lines import (
    compare_lines,
    compare_number_rows,
    compare_rows,
    compare_rows_with_tokens,
    compare_stripped_lines,
    compare_whole_lines,
)
from judgebox.checkers.partial import count_lines, match_lines
from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch
from judgebox.checkers.tokens import compare_each_token, compare_one_token, compare_tokens
from judgebox.checkers.unordered import (
    Splitter,
    compare_letters,
    compare_sets,
    compare_sorted,
    lines_held,
    lines_with_tokens_held,
    small_tokens_held,
    tokens_held,
)
from judgebox.domain.problem import Comparison, Preset

Check = Callable[[Content, Content], CheckResult]
Maker = Callable[[tuple[str, ...]], Check]
Choice = TypeVar("Choice")

MOST_PRECISE = 300
"""More digits than doubles can tell apart make no sense, and 10 to their power would be no double."""


def check_preset(preset: Preset, answer: Content, output: Content) -> CheckResult:
    """Decide whether an output is right by a checker of that name; one that is the same as the answer always is.

    Raises:
        ValueError: the checker is unknown, an argument of it is wrong, or the answer is not what it can compare with.
    """
    check = check_of(preset)
    if is_same(answer, output):
        return ACCEPTED
    try:
        return check(answer, output)
    except TooBigError as error:
        if error.content is answer:
            raise ValueError(f"the checker {preset.name} holds {HELD_BYTES} bytes, the answer needs more") from error
        return mismatch(f"the output needs more than the {HELD_BYTES} bytes that the checker {preset.name} holds")


def check_of(preset: Preset) -> Check:
    """Make the function that checks as a preset says.

    Raises:
        ValueError: the checker is unknown, or an argument of it is wrong.
    """
    maker = PRESETS.get(preset.name)
    if maker is None:
        raise ValueError(f"the checker {preset.name!r} is unknown")
    try:
        return maker(preset.arguments)
    except ValueError as error:
        raise ValueError(f"the checker {preset.name}: {error}") from error


# --- Arguments ---------------------------------------------------------------------------------


def _plain(check: Check) -> Maker:
    """A checker that takes no arguments."""

    def make(arguments: tuple[str, ...]) -> Check:
        _at_most(arguments, 0)
        return check

    return make


def _at_most(arguments: tuple[str, ...], most: int) -> None:
    if len(arguments) > most:
        raise ValueError(f"it takes {most} arguments at most, {len(arguments)} are given")


def _bound(argument: str) -> float:
    try:
        bound = float(argument)
    except ValueError:
        bound = -1.0
    if not 0 <= bound < float("inf"):
        raise ValueError(f"{argument!r} is no tolerance")
    return bound


def _tolerances(arguments: tuple[str, ...], default: float | None) -> Comparison:
    """One number is both tolerances, two are the absolute and the relative one."""
    _at_most(arguments, 2)
    bounds = [_bound(argument) for argument in arguments]
    return Comparison(
        case_sensitive=True,
        absolute_tolerance=bounds[0] if bounds else default,
        relative_tolerance=bounds[-1] if bounds else default,
    )


def _floats(arguments: tuple[str, ...]) -> Check:
    comparison = _tolerances(arguments, 1e-9)
    return lambda answer, output: compare_tokens(answer, output, comparison)


def _json(arguments: tuple[str, ...]) -> Check:
    comparison = _tolerances(arguments, None)
    return lambda answer, output: compare_json(answer, output, comparison)


def _splitting(
    compare: Callable[[Content, Content, Splitter], CheckResult], splitters: Mapping[str, Splitter]
) -> Maker:
    """A checker whose argument says what is compared; the first one is the default."""

    def make(arguments: tuple[str, ...]) -> Check:
        _at_most(arguments, 1)
        split = splitters.get(arguments[0] if arguments else next(iter(splitters)))
        if split is None:
            raise ValueError(f"it splits by {' or '.join(splitters)}, not by {arguments[0]!r}")
        return lambda answer, output: compare(answer, output, split)

    return make


def _settings(arguments: tuple[str, ...], *known: str) -> dict[str, str]:
    """Read arguments such as "precision=6", which is how DMOJ's checkers take them."""
    settings = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals or key not in known:
            raise ValueError(f"{argument!r} is no setting of it; there is {' and '.join(known)}")
        settings[key] = value
    return settings


def _choice(settings: Mapping[str, str], key: str, choices: Mapping[str, Choice]) -> Choice:
    """Look up what a setting means; the first of the choices is the default."""
    word = settings.get(key, next(iter(choices)))
    if word.lower() not in choices:
        raise ValueError(f"{key} is {' or '.join(choices)}, not {word!r}")
    return choices[word.lower()]


_YES, _NO = {"true": True, "yes": True, "1": True}, {"false": False, "no": False, "0": False}


def _dmoj_floats(tolerance: Tolerance) -> Maker:
    """A checker whose precision is how many digits after the point are right."""

    def make(arguments: tuple[str, ...]) -> Check:
        modes = {"default": tolerance, "absolute": Tolerance.ABSOLUTE, "relative": Tolerance.RELATIVE}
        settings = _settings(arguments, "precision", "error_mode")
        precision = settings.get("precision", "6")
        if not (precision.isascii() and precision.isdecimal()) or int(precision) > MOST_PRECISE:
            raise ValueError(f"precision is a number of digits up to {MOST_PRECISE}, not {precision!r}")
        is_right = as_dmoj(10.0 ** -int(precision), _choice(settings, "error_mode", modes))
        return lambda answer, output: compare_number_rows(answer, output, is_right)

    return make


def _dmoj_rstripped(arguments: tuple[str, ...]) -> Check:
    skips_empty = _choice(_settings(arguments, "filter_new_line"), "filter_new_line", _NO | _YES)
    return partial(compare_stripped_lines, skips_empty=skips_empty)


def _dmoj_linematches(arguments: tuple[str, ...]) -> Check:
    """A checker that takes weights, one for each line of the answer, and whether no line may be missing."""
    settings = _settings(arguments, "point_distribution", "filler_lines_required")
    words = settings.get("point_distribution", "").strip("[] ").replace(",", " ").split()
    if not all(word.isascii() and word.isdecimal() for word in words):
        raise ValueError(f"point_distribution is a list of whole numbers, not {settings['point_distribution']!r}")
    may_lack = not _choice(settings, "filler_lines_required", _YES | _NO)
    return partial(match_lines, weights=[int(word) for word in words], may_lack=may_lack)


def _dmoj_sorted(arguments: tuple[str, ...]) -> Check:
    splitters = {"lines": lines_held, "whitespace": tokens_held}
    split = _choice(_settings(arguments, "split_on"), "split_on", splitters)
    return lambda answer, output: compare_sorted(answer, output, split)


def _dmoj_unordered(arguments: tuple[str, ...]) -> Check:
    splitters: Mapping[str, Splitter] = {
        word: tokens_held if is_set else small_tokens_held for word, is_set in (_YES | _NO).items()
    }
    split = _choice(_settings(arguments, "case_sensitive"), "case_sensitive", splitters)
    return lambda answer, output: compare_sorted(answer, output, split)


def _numbers(is_right: Callable[[bytes, bytes], bool]) -> Maker:
    return _plain(lambda answer, output: compare_each_token(answer, output, is_right))


def _one_number(is_right: Callable[[bytes, bytes], bool]) -> Maker:
    return _plain(lambda answer, output: compare_one_token(answer, output, is_right))


def _same_but_for_case(expected: bytes, got: bytes) -> bool:
    return expected.lower() == got.lower()


# --- The table ---------------------------------------------------------------------------------

_LINES_OR_TOKENS = {"lines": lines_with_tokens_held, "tokens": tokens_held}
_TOKENS = _plain(compare_each_token)

PRESETS: Mapping[str, Maker] = {
    "exact": _plain(compare_bytes),
    "trim": _plain(compare_trimmed),
    "lines": _plain(compare_lines),
    "tokens": _TOKENS,
    "floats": _floats,
    "unordered": _splitting(compare_sorted, _LINES_OR_TOKENS),
    "set": _splitting(compare_sets, _LINES_OR_TOKENS),
    "json": _json,
    "dmoj-standard": _plain(compare_rows_with_tokens),
    "dmoj-easy": _plain(compare_letters),
    "dmoj-floats": _dmoj_floats(Tolerance.EITHER),
    "dmoj-floatsabs": _dmoj_floats(Tolerance.ABSOLUTE),
    "dmoj-floatsrel": _dmoj_floats(Tolerance.RELATIVE),
    "dmoj-identical": _plain(compare_bytes),
    "dmoj-linecount": _plain(count_lines),
    "dmoj-linematches": _dmoj_linematches,
    "dmoj-rstripped": _dmoj_rstripped,
    "dmoj-sorted": _dmoj_sorted,
    "dmoj-unordered": _dmoj_unordered,
    "cms-whitediff": _plain(compare_rows),
    # testlib: whole numbers are read strictly, so they are the same just when they are written the same
    "fcmp": _plain(compare_whole_lines),
    "lcmp": _plain(compare_rows),
    "wcmp": _TOKENS,
    "casewcmp": _TOKENS,
    "casencmp": _TOKENS,
    "caseicmp": _TOKENS,
    "ncmp": _TOKENS,
    "nyesno": _numbers(_same_but_for_case),
    "uncmp": _splitting(compare_sorted, {"tokens": tokens_held}),
    "icmp": _plain(compare_one_token),
    "hcmp": _plain(compare_one_token),
    "yesno": _one_number(_same_but_for_case),
    "rcmp": _one_number(within_absolute(1.5e-6)),
    "acmp": _one_number(within_absolute(1.5e-6)),
    "dcmp": _one_number(within_either(1e-6)),
    "rcmp4": _numbers(within_either(1e-4)),
    "rcmp6": _numbers(within_either(1e-6)),
    "rcmp9": _numbers(within_either(1e-9)),
    "rncmp": _numbers(within_absolute(1.5e-5)),
}
