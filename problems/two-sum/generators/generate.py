"""Write the cases of this problem: the same bytes at every run."""

import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, case: str, answer: str) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".in").write_text(case, encoding="ascii", newline="\n")
    path.with_name(path.name + ".ans").write_text(answer, encoding="ascii", newline="\n")


LIMIT = 10**8


def pairs_of(numbers: list[int], target: int) -> list[tuple[int, int]]:
    """All pairs of positions, counted from 1, whose numbers add up to the target."""
    pairs: list[tuple[int, int]] = []
    positions: dict[int, list[int]] = {}
    for j, number in enumerate(numbers, start=1):
        pairs.extend((i, j) for i in positions.get(target - number, []))
        positions.setdefault(number, []).append(j)
    return pairs


def random_case(dice: random.Random, n: int, at: tuple[int, int] | None = None) -> tuple[list[int], int]:
    """Random numbers whose only pair is at the given positions, or anywhere."""
    while True:
        numbers = [dice.randint(-LIMIT, LIMIT) for _ in range(n)]
        i, j = at or sorted(dice.sample(range(1, n + 1), 2))
        target = numbers[i - 1] + numbers[j - 1]
        if len(pairs_of(numbers, target)) == 1:
            return numbers, target


dice = random.Random(20250903)

CASES = {
    "sample/1": ([2, 7, 11, 15], 9),
    "sample/2": ([3, 1, 3], 6),
    "sample/3": ([-4, 10, 6, 1], 2),
    "secret/01-two": ([5, 8], 13),
    "secret/02-negative": ([-3, -9, 4, -1], -10),
    "secret/03-zero-target": ([4, 7, -7, 9], 0),
    "secret/04-half-is-there-once": ([3, 2, 4], 6),
    "secret/05-half-is-there-twice": ([1, 5, 8, 5], 10),
    "secret/06-last-two": ([1, 2, 3, 4], 7),
    "secret/07-largest": ([LIMIT, -LIMIT, 1, LIMIT], 2 * LIMIT),
    "secret/08-smallest": ([-LIMIT, 7, LIMIT, -LIMIT], -2 * LIMIT),
    "secret/09-random": random_case(dice, 100),
    "secret/10-random": random_case(dice, 1000),
    "secret/11-half-first": ([500, 400, *range(1001, 1500), 600], 1000),
    "secret/12-large-pair-at-the-end": random_case(dice, 30_000, at=(29_999, 30_000)),
}

for name, (numbers, target) in CASES.items():
    [(i, j)] = pairs_of(numbers, target)
    write_case(name, f"{len(numbers)} {target}\n{' '.join(map(str, numbers))}\n", f"{i} {j}\n")
