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


def zipped(first: list[int], second: list[int]) -> list[int]:
    result = []
    for i in range(max(len(first), len(second))):
        result += first[i : i + 1] + second[i : i + 1]
    return result


random.seed(20261201)
CASES = {
    "sample/1": ([1, 3, 5], [2, 4]),
    "sample/2": ([], [7, 8]),
    "secret/01-both-empty": ([], []),
    "secret/02-second-empty": ([1, 2, 3], []),
    "secret/03-one-each": ([1], [2]),
    "secret/04-first-longer": ([1, 2, 3, 4], [9]),
    "secret/05-second-longer": ([9], [1, 2, 3, 4]),
    "secret/06-equal-values": ([5, 5], [5, 5, 5]),
    "secret/07-extremes": ([2**31 - 1, -(2**31)], [-(2**31), 2**31 - 1]),
    "secret/08-negative": ([-1, -2], [-3]),
    "secret/09-random": (random.sample(range(1000), 100), random.sample(range(1000), 90)),
    "secret/10-long": (list(range(5_000)), list(range(0, -5_000, -1))),
}
for name, (first, second) in CASES.items():
    write_case(name, [first, second], zipped(first, second))
