"""Write the cases of this problem: the same bytes at every run."""

import itertools
import json
import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, values: list[object], answer: object) -> None:
    """Write the arguments, one JSON value a line, and the answer."""
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(value) + "\n" for value in values)
    path.with_name(path.name + ".in").write_text(lines, encoding="utf-8", newline="\n")
    path.with_name(path.name + ".ans").write_text(json.dumps(answer) + "\n", encoding="utf-8", newline="\n")


def longest_run(values: list[int]) -> int:
    return max((len(list(run)) for _, run in itertools.groupby(values)), default=0)


random.seed(1)
CASES = {
    "sample/1": [3, 3, 1, 1, 1, 3],
    "sample/2": [7],
    "secret/01-empty": [],
    "secret/02-all-equal": [5] * 10,
    "secret/03-none-equal": [1, 2, 3, 4],
    "secret/04-at-the-end": [1, 2, 2],
    "secret/05-extremes": [-(10**9), 10**9, 10**9],
    "secret/06-long": [random.randint(0, 1) for _ in range(10_000)],
}
for name, values in CASES.items():
    write_case(name, [values], longest_run(values))
