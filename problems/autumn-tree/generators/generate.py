"""Write the cases of this problem: the same bytes at every run."""

import json
import random
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, values: list[object], answer: object) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(value, separators=(",", ":")) + "\n" for value in values)
    path.with_name(path.name + ".in").write_text(lines, encoding="ascii", newline="\n")
    answer_line = json.dumps(answer, separators=(",", ":")) + "\n"
    path.with_name(path.name + ".ans").write_text(answer_line, encoding="ascii", newline="\n")


Tree = tuple[int, "Tree | None", "Tree | None"]


def read(levels: list[int | None]) -> Tree | None:
    children: dict[int, list[int | None]] = {}
    values = [index for index, value in enumerate(levels) if value is not None]
    for parent, index in enumerate(values):
        left, right = 2 * parent + 1, 2 * parent + 2
        children[index] = [each if each < len(levels) and levels[each] is not None else None for each in (left, right)]

    def make(index: int | None) -> Tree | None:
        return None if index is None else (levels[index], *map(make, children[index]))

    return make(0) if levels else None


def dropped(tree: Tree | None, value: int) -> Tree | None:
    if tree is None:
        return None
    left, right = dropped(tree[1], value), dropped(tree[2], value)
    return None if tree[0] == value and left is None and right is None else (tree[0], left, right)


def levels_of(tree: Tree | None) -> list[int | None]:
    levels: list[int | None] = []
    nodes = [tree]
    for node in nodes:
        levels.append(None if node is None else node[0])
        nodes += [] if node is None else node[1:]
    while levels and levels[-1] is None:
        levels.pop()
    return levels


def a_chain(depth: int, value: int) -> list[int | None]:
    """A tree that goes to the left and to the right in turn."""
    levels: list[int | None] = [value]
    for level in range(1, depth):
        levels += [value, None] if level % 2 else [None, value]
    return levels


sys.setrecursionlimit(20_000)
random.seed(20261202)
CASES = {
    "sample/1": ([1, 2, 3, 2, None, 2, 4], 2),
    "sample/2": ([5], 5),
    "secret/01-empty": ([], 1),
    "secret/02-one-stays": ([7], 1),
    "secret/03-all-go": ([1, 1, 1, 1, 1], 1),
    "secret/04-inner-stays": ([3, 1, None, 4], 1),
    "secret/05-only-right": ([1, None, 2, None, 2], 2),
    "secret/06-only-left": ([1, 2, None, 2], 2),
    "secret/07-negative": ([-1, -2, -3, -2], -2),
    "secret/08-nothing-goes": ([1, 2, 3, 4, 5, 6, 7], 8),
    "secret/09-random": ([random.randint(0, 2) for _ in range(500)], 1),
    "secret/10-deep": (a_chain(1_000, 6), 6),
    "secret/11-deep-but-the-end": ([*a_chain(999, 6), 7], 6),
    "secret/12-large": ([random.randint(0, 1) for _ in range(10_000)], 0),
}
for name, (levels, value) in CASES.items():
    write_case(name, [levels, value], levels_of(dropped(read(levels), value)))
