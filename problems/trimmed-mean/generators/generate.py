"""Write the cases of this problem: the same bytes at every run."""

import json
import math
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


def trimmed_mean(readings: list[float], cut: int) -> float:
    kept = sorted(readings)[cut : len(readings) - cut]
    return math.fsum(kept) / len(kept)


random.seed(20261127)
CASES = {
    "sample/1": ([20.5, 21.0, 99.0, 22.5, -40.0], 1),
    "sample/2": ([7.25], 0),
    "secret/01-nothing-cut": ([1.0, 2.0, 4.0], 0),
    "secret/02-all-but-one": ([5.0, 1.0, 9.0, 3.0, 7.0], 2),
    "secret/03-all-but-two": ([5.0, 1.0, 9.0, 3.5], 1),
    "secret/04-negative": ([-1.5, -2.25, -1000.0], 1),
    "secret/05-equal": ([0.1] * 10, 3),
    "secret/06-thirds": ([1, 2, 2], 0),
    "secret/07-small": ([1e-9, 2e-9, 4e-9], 0),
    "secret/08-large": ([1e9, 999999999.5, -1e9, 1e9, 3.0], 1),
    "secret/09-exponents": ([1e-7, 1.5e8, 2.5e-3, 12345.678], 1),
    "secret/10-random": ([round(random.uniform(-50, 50), 3) for _ in range(500)], 100),
    "secret/11-longest": ([round(random.uniform(-1e9, 1e9), 2) for _ in range(10_000)], 2_500),
}
for name, (readings, cut) in CASES.items():
    write_case(name, [readings, cut], trimmed_mean(readings, cut))
