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


def answers(operations: list[tuple[str, list[int]]]) -> list[object]:
    results: list[object] = []
    for name, arguments in operations:
        if name == "LargestStack":
            capacity, values = arguments[0], list[int]()
            results.append(None)
        elif name == "push":
            results.append(len(values) < capacity)
            values += arguments if results[-1] else []
        elif name == "pop":
            results.append(values.pop() if values else -1)
        elif name == "largest":
            results.append(max(values, default=-1))
        elif name == "total":
            results.append(sum(values))
        else:
            values.clear()
            results.append(None)
    return results


def made(capacity: int, *operations: str) -> list[tuple[str, list[int]]]:
    """Write operations shortly: "push 3"."""
    split = [operation.split() for operation in operations]
    return [("LargestStack", [capacity]), *((name, [int(value) for value in values]) for name, *values in split)]


random.seed(20261204)


def at_random(capacity: int, count: int) -> list[tuple[str, list[int]]]:
    names = random.choices(["push {}", "pop", "largest", "total", "clear"], [9, 4, 4, 4, 0.02], k=count)
    return made(capacity, *(name.format(random.randrange(2**31)) for name in names))


LARGEST = 2**31 - 1
ROUNDS = ["push 5", "largest", "pop"]
CASES = {
    "sample/1": made(2, "push 3", "push 8", "push 9", "largest", "pop", "largest", "total"),
    "sample/2": made(1, "pop", "push 4", "clear", "total"),
    "secret/01-made-only": made(5),
    "secret/02-empty": made(5, "pop", "largest", "total", "clear", "pop"),
    "secret/03-no-room": made(0, "push 1", "largest", "total"),
    "secret/04-zeros": made(3, "push 0", "push 0", "largest", "pop", "largest", "pop", "largest"),
    "secret/05-equal": made(3, "push 7", "push 7", "pop", "largest"),
    "secret/06-rising": made(3, "push 1", "push 2", "push 3", "pop", "largest", "pop", "largest"),
    "secret/07-falling": made(3, "push 3", "push 2", "push 1", "pop", "largest", "pop", "largest"),
    "secret/08-beyond-32-bit": made(3, *[f"push {LARGEST}"] * 3, "total", "pop", "total"),
    "secret/09-used-again": made(1, *ROUNDS * 3, "push 2", "push 3", "clear", *ROUNDS),
    "secret/10-random": at_random(10, 300),
    "secret/11-many": at_random(20_000, 9_999),
    "secret/12-largest-of-many": made(20_000, *(f"push {value}" for value in range(15_000)), *["largest"] * 14_999),
}
for name, operations in CASES.items():
    calls, arguments = [list(column) for column in zip(*operations, strict=True)]
    write_case(name, [calls, arguments], answers(operations))
