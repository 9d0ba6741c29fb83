"""Write the cases of this problem: the same bytes at every run."""

import json
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, values: list[object], answer: object) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(value, separators=(",", ":")) + "\n" for value in values)
    path.with_name(path.name + ".in").write_text(lines, encoding="ascii", newline="\n")
    answer_line = json.dumps(answer, separators=(",", ":")) + "\n"
    path.with_name(path.name + ".ans").write_text(answer_line, encoding="ascii", newline="\n")


def is_mountain(heights: list[int]) -> bool:
    top = heights.index(max(heights)) if heights else 0
    up, down = heights[: top + 1], heights[top:]
    rises = all(a < b for a, b in zip(up, up[1:], strict=False))
    falls = all(a > b for a, b in zip(down, down[1:], strict=False))
    return len(up) > 1 and len(down) > 1 and rises and falls


CASES = {
    "sample/1": [1, 4, 9, 3],
    "sample/2": [2, 2, 1],
    "secret/01-empty": [],
    "secret/02-one": [5],
    "secret/03-up-only": [1, 2, 3],
    "secret/04-down-only": [3, 2, 1],
    "secret/05-flat-top": [1, 3, 3, 2],
    "secret/06-two-tops": [1, 3, 2, 3, 1],
    "secret/07-smallest": [0, 1, 0],
    "secret/08-extremes": [-(2**31), 2**31 - 1, -(2**31)],
    "secret/09-valley": [3, 1, 3],
    "secret/10-long": [*range(5_000), *range(4_998, -1, -1)],
    "secret/11-long-with-a-step": [*range(5_000), *range(4_998, 10, -1), 11],
}
for name, heights in CASES.items():
    write_case(name, [heights], is_mountain(heights))
