"""Write the cases of this problem: the same bytes at every run."""

import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, case: str, answer: str) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".in").write_text(case, encoding="ascii", newline="\n")
    path.with_name(path.name + ".ans").write_text(answer, encoding="ascii", newline="\n")


def longest_increasing(numbers: list[int]) -> int:
    """Keep, by value, the longest subsequence that ends there, in a tree that tells the best of all smaller values."""
    ranks = {value: rank for rank, value in enumerate(sorted(set(numbers)), start=1)}
    best = [0] * (len(ranks) + 1)
    for number in numbers:
        length = 1
        at = ranks[number] - 1
        while at > 0:
            length = max(length, best[at] + 1)
            at -= at & -at
        at = ranks[number]
        while at < len(best):
            best[at] = max(best[at], length)
            at += at & -at
    at = len(ranks)
    longest = 0
    while at > 0:
        longest = max(longest, best[at])
        at -= at & -at
    return longest


def random_numbers(dice: random.Random, n: int, low: int, high: int) -> list[int]:
    return [dice.randint(low, high) for _ in range(n)]


dice = random.Random(20250908)

CASES = {
    "sample/1": [3, 1, 4, 1, 5, 9, 2, 6],
    "sample/2": [5, 4, 3],
    "sample/3": [1, 1, 2],
    "secret/01-one": [8],
    "secret/02-equal": [6] * 30,
    "secret/03-sorted": list(range(1, 101)),
    "secret/04-reversed": list(range(100, 0, -1)),
    "secret/05-each-twice": [number // 2 for number in range(200)],
    "secret/06-large-first": [100, *range(1, 60)],
    "secret/07-saw": [number * 7 % 50 for number in range(300)],
    "secret/08-largest-values": [0, 10**9, 1, 999_999_999, 10**9],
    "secret/09-few-values": random_numbers(dice, 1000, 0, 5),
    "secret/10-random": random_numbers(dice, 1000, 0, 10**9),
    "secret/11-up-in-waves": [number + dice.randint(0, 300) for number in range(4000)],
    "secret/12-down-in-waves": [5000 - number + dice.randint(0, 300) for number in range(4000)],
    "secret/13-large": [number // 25 + dice.randint(0, 1999) for number in range(200_000)],
}

for name, numbers in CASES.items():
    write_case(name, f"{len(numbers)}\n{' '.join(map(str, numbers))}\n", f"{longest_increasing(numbers)}\n")
