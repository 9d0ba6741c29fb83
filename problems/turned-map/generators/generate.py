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


def turned(grid: list[list[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*grid[::-1], strict=True)]


random.seed(20261129)


def a_grid(rows: int, columns: int) -> list[list[int]]:
    return [[random.randrange(-(2**31), 2**31) for _ in range(columns)] for _ in range(rows)]


CASES = {
    "sample/1": [[1, 2, 3], [4, 5, 6]],
    "sample/2": [[7]],
    "secret/01-row": [[1, 2, 3, 4]],
    "secret/02-column": [[1], [2], [3]],
    "secret/03-square": [[1, 2], [3, 4]],
    "secret/04-odd-square": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    "secret/05-zeros": [[0, 0], [0, 0], [0, 0]],
    "secret/06-extremes": [[2**31 - 1, -(2**31)]],
    "secret/07-random": a_grid(5, 7),
    "secret/08-wide": a_grid(2, 100),
    "secret/09-high": a_grid(100, 2),
    "secret/10-largest": a_grid(100, 100),
}
for name, grid in CASES.items():
    write_case(name, [grid], turned(grid))
