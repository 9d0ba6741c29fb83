"""Give a part of the points for a part of the lines.

Source: DMOJ documentation, "linecount" and "linematches".
"""

from collections.abc import Callable, Iterator, Sequence

from judgebox.checkers.content import Content
from judgebox.checkers.differences import differences
from judgebox.checkers.lines import full_lines
from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch, partly

_Same = Callable[[bytes, bytes], bool]


def count_lines(answer: Content, output: Content) -> CheckResult:
    """Give the share of lines that are right, but for white space at both ends; more lines than expected are wrong."""
    return _part(answer, output, lambda one, other: one.strip() == other.strip(), may_lack=True)


def match_lines(answer: Content, output: Content, weights: Sequence[int], *, may_lack: bool) -> CheckResult:
    """Give the weights of the lines that are the same to the byte.

    Args:
        weights: one for each line of the answer, or none if all count alike.
        may_lack: whether there may be fewer lines, or more, than expected.

    Raises:
        ValueError: there are not as many weights as lines.
    """
    return _part(answer, output, None, weights, may_lack=may_lack, may_exceed=may_lack)


def _part(
    answer: Content,
    output: Content,
    is_right: _Same | None,
    weights: Sequence[int] = (),
    *,
    may_lack: bool,
    may_exceed: bool = False,
) -> CheckResult:
    lines = _count(answer)
    if weights and (len(weights) != lines or sum(weights) <= 0):
        raise ValueError(f"there are {len(weights)} weights for {lines} lines of the answer")
    total = sum(weights) if weights else lines
    lost, first = 0, None
    for index, expected, got in differences(full_lines(answer), full_lines(output)):
        if expected is None:
            if may_exceed:
                break
            return mismatch(f"there are more lines than the {lines} expected")
        if got is None and not may_lack:
            return mismatch(f"there are fewer lines than the {lines} expected")
        if got is not None and is_right is not None and is_right(expected, got):
            continue
        first = index + 1 if first is None else first
        lost += weights[index] if weights else 1
    if lost == 0:
        return ACCEPTED
    message = f"{total - lost} of {total} are right; the first line that is wrong is number {first}"
    return partly((total - lost) / total, message)


def _count(content: Content) -> int:
    lists: Iterator[list[bytes]] = full_lines(content)
    return sum(map(len, lists))
