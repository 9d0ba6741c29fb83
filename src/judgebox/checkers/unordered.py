"""Compare without order: all is held and sorted, or counted, so there is a limit to what can be compared."""

from collections import Counter
from collections.abc import Callable

from judgebox.checkers.content import HELD_BYTES, SPACE, Content, TooBigError, chunks, held, size_of
from judgebox.checkers.lines import full_lines
from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch, no_output, quote

Splitter = Callable[[Content], list[bytes]]


def tokens_held(content: Content) -> list[bytes]:
    return held(content).split()


def small_tokens_held(content: Content) -> list[bytes]:
    """Give the tokens in small letters."""
    return held(content).lower().split()


def lines_held(content: Content) -> list[bytes]:
    """Give the lines that have a byte, their tokens with one blank between them."""
    if size_of(content) > HELD_BYTES:
        raise TooBigError(content)
    return [b" ".join(line.split()) for lines in full_lines(content) for line in lines]


def lines_with_tokens_held(content: Content) -> list[bytes]:
    return [line for line in lines_held(content) if line]


def compare_sorted(answer: Content, output: Content, split: Splitter) -> CheckResult:
    """Accept the same things just as often, in any order."""
    return _compare(Counter(split(answer)), Counter(split(output)))


def compare_sets(answer: Content, output: Content, split: Splitter) -> CheckResult:
    """Accept the same things, in any order and however often."""
    return _compare(Counter(set(split(answer))), Counter(set(split(output))))


def compare_letters(answer: Content, output: Content) -> CheckResult:
    """Accept the same bytes just as often, in any order; neither white space nor the case of letters counts."""
    expected, got = _letters(answer), _letters(output)
    if expected == got:
        return ACCEPTED
    if not got:
        return no_output("there is no output")
    letter = next(letter for letter in range(256) if expected[letter] != got[letter])
    shown = quote(bytes([letter]))
    return mismatch(f'"{shown}" is expected {_times(expected[letter])}, and is there {_times(got[letter])}')


def _letters(content: Content) -> Counter[int]:
    letters: Counter[int] = Counter()
    for chunk in chunks(content):
        letters.update(chunk.translate(None, SPACE).lower())
    return letters


def _compare(expected: Counter[bytes], got: Counter[bytes]) -> CheckResult:
    if expected == got:
        return ACCEPTED
    if not got:
        return no_output(f"there is no output, {expected.total()} expected")
    thing = min((expected - got) or (got - expected))
    return mismatch(f"{quote(thing)} is expected {_times(expected[thing])}, and is there {_times(got[thing])}")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
