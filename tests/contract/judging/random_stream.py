"""A model of testlib's random numbers, written from the published rules for the tests to compare with.

It is slow and plain on purpose. Source: the class `random_t` of testlib, as its users describe it.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

Item = TypeVar("Item")

MULTIPLIER, ADDEND, BITS = 0x5DEECE66D, 0xB, 48
FIRST_SEED = 3905348978240129619


class RandomStream:
    """The numbers that a generator called with these arguments draws."""

    def __init__(self, *arguments: str) -> None:
        self._seed = FIRST_SEED
        for argument in arguments:
            for byte in argument.encode():
                character = byte if byte < 128 else byte - 256 + (1 << 32)  # characters are signed where tests are made
                self._seed = self._seed * MULTIPLIER + character + ADDEND
            self._seed += MULTIPLIER // ADDEND
        self._seed %= 1 << BITS

    def bits(self, count: int) -> int:
        if count > BITS:
            return (self.bits(31) << 32) ^ self.bits(32)
        self._seed = (self._seed * MULTIPLIER + ADDEND) % (1 << BITS)
        return self._seed >> (BITS - count)

    def below(self, n: int) -> int:
        """What `next(int)` gives."""
        if n & (n - 1) == 0:
            return n * self.bits(31) >> 31
        return self._rejecting(31, n)

    def below_long(self, n: int) -> int:
        """What `next(long long)` gives."""
        return self._rejecting(63, n)

    def between(self, first: int, last: int) -> int:
        return first + self.below_long(last - first + 1)

    def real(self) -> float:
        return ((self.bits(26) << 27) + self.bits(27)) / (1 << 53)

    def permutation(self, size: int, first: int = 0) -> list[int]:
        order = list(range(first, first + size))
        for place in range(1, size):
            other = self.below(place + 1)
            order[place], order[other] = order[other], order[place]
        return order

    def distinct(self, size: int, first: int, last: int) -> list[int]:
        choices = last - first + 1
        if sum(choices / (choices - drawn) for drawn in range(size)) >= choices:
            return self.permutation(choices, first)[:size]
        found: list[int] = []
        while len(found) < size:
            number = self.between(first, last)
            if number not in found:
                found.append(number)
        return found

    def partition(self, size: int, total: int, least: int = 1) -> list[int]:
        free = total - least * size
        walls = [0, *sorted(self.distinct(size - 1, 1, free + size - 1)), free + size]
        return [right - left - 1 + least for left, right in pairwise(walls)]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        return [items[place] for place in self.permutation(len(items))]

    def text(self, characters: str, least: int, most: int) -> str:
        """What a set of characters with its count gives; what follows in the pattern is drawn after it."""
        count = least + self.below(most - least + 1)
        return "".join(characters[self.below(len(characters))] for _ in range(count))

    def _rejecting(self, bits: int, n: int) -> int:
        end = ((1 << bits) - 1) // n * n
        while (drawn := self.bits(bits)) >= end:
            pass
        return drawn % n
