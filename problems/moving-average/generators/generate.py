"""Write the cases of this problem: the same bytes at every run."""

import random
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, case: str, answer: str) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".in").write_text(case, encoding="ascii", newline="\n")
    path.with_name(path.name + ".ans").write_text(answer, encoding="ascii", newline="\n")


TOLERANCE = "output_validator_args: float_tolerance 1e-6\n"


def averages_of(values: list[str], k: int) -> list[float]:
    """The exact means, rounded once: no error of a running sum gets into the answers."""
    sums = [0, *accumulate(int(Decimal(value) * 100) for value in values)]
    return [float(Fraction(sums[end] - sums[end - k], 100 * k)) for end in range(k, len(sums))]


def random_values(dice: random.Random, n: int, low: int, high: int) -> list[str]:
    return [str(Decimal(dice.randint(low * 100, high * 100)) / 100) for _ in range(n)]


dice = random.Random(20250904)

CASES = {
    "sample/1": (["1", "2", "4", "8"], 2),
    "sample/2": (["21.5", "20", "-0.25"], 3),
    "secret/01-one-value": (["-3.75"], 1),
    "secret/02-each-alone": (["1.5", "2.25", "-7", "0"], 1),
    "secret/03-all": (["1", "2", "2"], 3),
    "secret/04-thirds": (["0", "0", "1", "0", "0"], 3),
    "secret/05-zeros": (["0"] * 50, 7),
    "secret/06-integers": ([str(dice.randint(-40, 40)) for _ in range(200)], 24),
    "secret/07-negative": (random_values(dice, 200, -1000, -1), 24),
    "secret/08-small": (["0.01", "0.02"] * 40, 7),
    "secret/09-large-values": (random_values(dice, 500, 999_000, 1_000_000), 365),
    "secret/10-large-then-small": (["1000000"] * 50 + ["0.01"] * 100, 10),
    "secret/11-long-window": (random_values(dice, 10_000, -50, 50), 9_000),
    "secret/12-long-list": (random_values(dice, 8_000, -50, 50), 24),
    "secret/13-longest": (random_values(dice, 20_000, 0, 100), 19_000),
}

for name, (values, k) in CASES.items():
    answer = "".join(f"{average:.8f}\n" for average in averages_of(values, k))
    write_case(name, f"{len(values)} {k}\n{' '.join(values)}\n", answer)

for group in ("sample", "secret"):
    (DATA / group / "test_group.yaml").write_text(TOLERANCE, encoding="ascii", newline="\n")
