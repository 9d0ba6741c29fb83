"""Write the cases of this problem: the same bytes at every run."""

import random
from bisect import bisect_right, insort
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, case: str, answer: str) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".in").write_text(case, encoding="ascii", newline="\n")
    path.with_name(path.name + ".ans").write_text(answer, encoding="ascii", newline="\n")


def inversions_of(numbers: list[int]) -> int:
    """Count, for each number, the greater ones before it."""
    before: list[int] = []
    count = 0
    for number in numbers:
        count += len(before) - bisect_right(before, number)
        insort(before, number)
    return count


def random_numbers(dice: random.Random, n: int, low: int, high: int) -> list[int]:
    return [dice.randint(low, high) for _ in range(n)]


def shuffled(dice: random.Random, n: int) -> list[int]:
    return dice.sample(range(1, n + 1), n)


dice = random.Random(20250907)

CASES = {
    "sample/1": [2, 4, 1, 3, 5],
    "sample/2": [1, 2, 3],
    "sample/3": [5, 4, 3, 2, 1],
    "secret/01-one": [7],
    "secret/02-two": [2, 1],
    "secret/03-equal": [4] * 20,
    "secret/04-equal-among-others": [3, 1, 3, 2, 3, 1],
    "secret/05-far-apart": [9, 2, 3, 4, 5, 6, 7, 8, 1],
    "secret/06-largest-values": [10**9, 0, 10**9, 0, 999_999_999],
    "secret/07-shuffled": shuffled(dice, 200),
    "secret/08-few-values": random_numbers(dice, 1000, 0, 3),
    "secret/09-random": random_numbers(dice, 1000, 0, 10**9),
    "secret/10-sorted": list(range(2000)),
    "secret/11-reversed": list(range(2000, 0, -1)),
    "secret/12-shuffled": shuffled(dice, 5000),
    # More inversions than 32 bits can tell, and far too many pairs to look at each.
    "secret/13-large": random_numbers(dice, 200_000, 0, 999),
}

for name, numbers in CASES.items():
    write_case(name, f"{len(numbers)}\n{' '.join(map(str, numbers))}\n", f"{inversions_of(numbers)}\n")
