"""Find what differs between two walks: whole lists are compared at once, and only unequal ones one by one."""

from collections.abc import Callable, Iterator
from typing import TypeVar

Unit = TypeVar("Unit")


def differences(
    answers: Iterator[list[Unit]],
    outputs: Iterator[list[Unit]],
    are_right: Callable[[list[Unit], list[Unit]], bool] = lambda _expected, _got: False,
) -> Iterator[tuple[int, Unit | None, Unit | None]]:
    """Give index, expected and got of all that is not equal, in order; None for what one side has no more.

    Args:
        are_right: whether all of a list is right although it is not equal; if it says no, that is not sure.
    """
    expected: list[Unit] = []
    got: list[Unit] = []
    index = 0
    while True:
        expected = expected or next(answers, [])
        got = got or next(outputs, [])
        if not expected or not got:
            break
        common = min(len(expected), len(got))
        left, right = expected[:common], got[:common]
        if left != right and not are_right(left, right):
            for offset, (one, other) in enumerate(zip(left, right, strict=True)):
                if one != other:
                    yield index + offset, one, other
        index += common
        expected, got = expected[common:], got[common:]
    while expected:
        for unit in expected:
            yield index, unit, None
            index += 1
        expected = next(answers, [])
    while got:
        for unit in got:
            yield index, None, unit
            index += 1
        got = next(outputs, [])
