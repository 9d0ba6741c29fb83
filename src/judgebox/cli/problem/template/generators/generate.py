"""Write the cases of this problem: the same bytes at every run."""

import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
LIMIT = 10**9


def solve(numbers: list[int]) -> int:
    best, smallest = numbers[1] - numbers[0], numbers[0]
    for number in numbers[1:]:
        best, smallest = max(best, number - smallest), min(smallest, number)
    return best


def write_case(name: str, numbers: list[int]) -> None:
    place = DATA / name
    place.parent.mkdir(parents=True, exist_ok=True)
    case = f"{len(numbers)}\n{' '.join(map(str, numbers))}\n"
    place.with_name(f"{place.name}.in").write_text(case, encoding="ascii", newline="\n")
    place.with_name(f"{place.name}.ans").write_text(f"{solve(numbers)}\n", encoding="ascii", newline="\n")


dice = random.Random(1)

CASES = {
    "sample/1": [3, 1, 4, 1, 5],
    "sample/2": [9, 7, 4],
    "secret/01-two": [1, 2],
    "secret/02-two-falling": [2, 1],
    "secret/03-all-equal": [5, 5, 5],
    "secret/04-largest": [-LIMIT, 0, LIMIT],
    "secret/05-falling": list(range(100, 0, -1)),
    "secret/06-smallest-last": [5, 9, 1],
    "secret/07-random": [dice.randint(-LIMIT, LIMIT) for _ in range(1000)],
    "secret/08-many-random": [dice.randint(-LIMIT, LIMIT) for _ in range(20_000)],
    "secret/09-many-falling": [LIMIT - 3 * index for index in range(20_000)],
}

for name, numbers in CASES.items():
    write_case(name, numbers)
