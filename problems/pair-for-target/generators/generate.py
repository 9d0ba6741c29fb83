"""Write the cases of this problem: the same bytes at every run."""

import json
import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, values: list[object], answer: object) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(value, separators=(",", ":")) + "\n" for value in values)
    path.with_name(path.name + ".in").write_text(lines, encoding="ascii", newline="\n")
    answer_line = json.dumps(answer, separators=(",", ":")) + "\n"
    path.with_name(path.name + ".ans").write_text(answer_line, encoding="ascii", newline="\n")


def pair(values: list[int], target: int) -> list[int]:
    places: dict[int, int] = {}
    for place, value in enumerate(values):
        if target - value in places:
            return [places[target - value], place]
        places[value] = place
    raise ValueError("no pair")


def only_pair(values: list[int], i: int, j: int) -> tuple[list[int], int]:
    """Check that no other pair has the sum of these two."""
    target = values[i] + values[j]
    counts: dict[int, int] = {}
    pairs = 0
    for value in values:
        pairs += counts.get(target - value, 0)
        counts[value] = counts.get(value, 0) + 1
    assert pairs == 1
    return values, target


random.seed(20261126)
BIG = random.sample(range(0, 2**31 - 1, 2), 19_998)
CASES = {
    "sample/1": ([4, 9, 1], 10),
    "sample/2": ([3, 3], 6),
    "secret/01-two": ([0, 1], 1),
    "secret/02-zeros": ([0, 5, 0], 0),
    "secret/03-negative": ([-3, -9, 4, 20], -12),
    "secret/04-beyond-32-bit": ([2**31 - 1, 2**31 - 2, 7], 2**32 - 3),
    "secret/05-beyond-32-bit-below": ([5, -(2**31), -(2**31)], -(2**32)),
    "secret/06-would-wrap": ([2**31 - 1, 1, -5, 3], 2**31),
    "secret/07-half-is-no-pair": ([4, 1, 7, 3], 8),
    "secret/08-first-and-last": only_pair([10, 1, 2, 40, 3, 100], 0, 5),
    "secret/09-last-two": ([*BIG[:50], 1, 3], 4),
    "secret/10-large": ([*BIG, 1, 3], 4),
    "secret/11-large-apart": ([1, *BIG, 3], 4),
}
for name, (values, target) in CASES.items():
    write_case(name, [values, target], pair(values, target))
