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


def zeros_last(values: list[int]) -> list[int]:
    return sorted(values, key=lambda value: value == 0)


random.seed(20261203)
CASES = {
    "sample/1": [0, 3, 0, 1, 2],
    "sample/2": [4, 5],
    "secret/01-empty": [],
    "secret/02-zero": [0],
    "secret/03-one": [1],
    "secret/04-zeros": [0, 0, 0],
    "secret/05-zeros-last-already": [1, 2, 0, 0],
    "secret/06-zeros-first": [0, 0, 1, 2],
    "secret/07-negative": [0, -1, 0, -5, 3],
    "secret/08-falling": [3, 0, 2, 0, 1],
    "secret/09-random": [random.randint(-3, 3) for _ in range(300)],
    "secret/10-long": [random.randint(0, 1) * value for value in range(8_000, 0, -1)],
    "secret/11-long-zeros": [0] * 7_999 + [7],
}
for name, values in CASES.items():
    write_case(name, [values], zeros_last(values))
