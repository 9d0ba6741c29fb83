"""Compare line by line."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from judgebox.checkers.content import Content, end_without_space
from judgebox.checkers.differences import differences
from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch, no_output, quote
from judgebox.checkers.scanning import line_lists

Line = TypeVar("Line")


def compare_lines(answer: Content, output: Content) -> CheckResult:
    """Accept the same lines, but for white space at their ends and empty lines at the end."""

    def stripped(content: Content) -> Iterator[list[bytes]]:
        end = end_without_space(content)
        return ([line.rstrip() for line in lines] for lines in line_lists(content, end))

    return _compare(stripped(answer), stripped(output), quote)


def compare_rows(answer: Content, output: Content) -> CheckResult:
    """Accept lines with the same tokens, but for empty lines at the end; those within count."""

    def rows(content: Content) -> Iterator[list[list[bytes]]]:
        end = end_without_space(content)
        return ([line.split() for line in lines] for lines in line_lists(content, end))

    return _compare(rows(answer), rows(output), _shown_row)


def compare_rows_with_tokens(answer: Content, output: Content) -> CheckResult:
    """Accept lines with the same tokens, where lines without a token don't count; "\\r" ends a line, too."""
    return _compare(rows_with_tokens(answer), rows_with_tokens(output), _shown_row)


def compare_stripped_lines(answer: Content, output: Content, *, skips_empty: bool) -> CheckResult:
    """Accept just as many lines, the same but for white space at their ends.

    Args:
        skips_empty: whether lines without a byte don't count.
    """

    def stripped(content: Content) -> Iterator[list[bytes]]:
        lists = ([line.rstrip() for line in lines if line or not skips_empty] for lines in line_lists(content))
        return _not_empty(lists)

    return _compare(stripped(answer), stripped(output), quote)


def compare_whole_lines(answer: Content, output: Content) -> CheckResult:
    """Accept the same lines to the byte, but for "\\r" at their ends; after the last one white space may follow.

    Empty lines that the output lacks at its end may be missing, and an empty last line of the answer is not looked
    at. Source: testlib, the stock checker fcmp.
    """

    def whole(content: Content) -> Iterator[list[bytes]]:
        return ([line.removesuffix(b"\r") for line in lines] for lines in line_lists(content))

    for index, expected, got in differences(_without_last_empty(whole(answer)), whole(output)):
        if expected is None and not (got or b"").strip():
            continue
        if expected == b"" and got is None:
            continue
        return _different(index, expected, got, quote)
    return ACCEPTED


def compare_number_rows(answer: Content, output: Content, is_right: Callable[[bytes, bytes], bool]) -> CheckResult:
    """Accept lines with as many tokens, each of them right; lines without a byte don't count."""

    def rows(content: Content) -> Iterator[list[list[bytes]]]:
        return _not_empty([line.split() for line in lines] for lines in full_lines(content))

    for index, expected, got in differences(rows(answer), rows(output)):
        if expected is None or got is None or len(expected) != len(got):
            return _different(index, expected, got, _shown_row)
        for one, other in zip(expected, got, strict=True):
            if one != other and not is_right(one, other):
                return mismatch(f"line {index + 1}: expected {quote(one)}, got {quote(other)}")
    return ACCEPTED


def full_lines(content: Content) -> Iterator[list[bytes]]:
    """Give the lines that have a byte; "\\r" ends a line, too."""
    return _not_empty([part for line in lines for part in line.split(b"\r") if part] for lines in line_lists(content))


def rows_with_tokens(content: Content) -> Iterator[list[list[bytes]]]:
    """Give the tokens of each line that has some; "\\r" ends a line, too."""
    return _not_empty([row for line in lines if (row := line.split())] for lines in full_lines(content))


def _without_last_empty(lists: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
    """Leave out what is after the last "\\n" if that is empty, and then one line that is empty, too."""
    last: list[bytes] = []
    for lines in lists:
        last += lines
        if len(last) > 2:
            yield last[:-2]
        last = last[-2:]
    for _ in range(2):
        if last and not last[-1]:
            last.pop()
    if last:
        yield last


def _compare(answers: Iterator[list[Line]], outputs: Iterator[list[Line]], shown: Callable[[Line], str]) -> CheckResult:
    for index, expected, got in differences(answers, outputs):
        return _different(index, expected, got, shown)
    return ACCEPTED


def _different(index: int, expected: Line | None, got: Line | None, shown: Callable[[Line], str]) -> CheckResult:
    if got is None:
        if index == 0:
            return no_output("there is no output")
        return mismatch(f"output ends after {index} of the lines that count")
    if expected is None:
        return mismatch(f"extra output in line {index + 1}: {shown(got)}")
    return mismatch(f"line {index + 1}: expected {shown(expected)}, got {shown(got)}")


def _shown_row(row: list[bytes]) -> str:
    return quote(b" ".join(row)) or "an empty line"


def _not_empty(lists: Iterator[list[Line]]) -> Iterator[list[Line]]:
    return (lines for lines in lists if lines)
