"""The problem that is measured: ten small cases for a small Python program."""

from collections.abc import Sequence
from pathlib import Path

PROBLEM_ID = "bench"
CASES = 10

SOURCE = """\
import sys

numbers = list(map(int, sys.stdin.read().split()))
print(sum(numbers))
"""


def numbers_of(case: int) -> Sequence[int]:
    """The input of a case, counted from 1: some hundred numbers."""
    return [(index * 7919 + case * 104729) % 1_000_003 for index in range(100 * case)]


def input_of(case: int) -> str:
    return " ".join(map(str, numbers_of(case))) + "\n"


def write_problem(directory: Path) -> None:
    """Write the problem package into a folder that holds only such."""
    package = directory / PROBLEM_ID
    secret = package / "data" / "secret"
    secret.mkdir(parents=True)
    (package / "statement").mkdir()
    (package / "statement" / "problem.en.md").write_text("Print the sum of all numbers.\n")
    (package / "problem.yaml").write_text(
        "problem_format_version: 2025-09\nname: Benchmark\nuuid: 6b1d0a51-64a5-4f5e-9a0c-0f4ce8ff2d0b\n"
        "license: public domain\nlimits:\n  time_limit: 10\n"
    )
    for case in range(1, CASES + 1):
        (secret / f"{case:02}.in").write_text(input_of(case))
        (secret / f"{case:02}.ans").write_text(f"{sum(numbers_of(case))}\n")


def source_of(number: int) -> str:
    """The program, different for each submission."""
    return f"{SOURCE}# submission {number}\n"
