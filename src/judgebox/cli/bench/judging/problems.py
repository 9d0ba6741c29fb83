"""The problems that are measured: a hundred cases for one program in C++ and one in Python; and one of much data."""

from collections.abc import Mapping
from pathlib import Path

CASES = 100

NUMBERS = {"cpp": 150_000, "python": 20_000}
"""How many numbers a case makes and sorts: 10 to 30 ms of CPU time, of which Python needs 10 to start."""

SOURCES: Mapping[str, str] = {
    "cpp": """\
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <vector>

int main()
{
    std::uint64_t seed, count, sum = 0;
    std::cin >> seed >> count;
    std::vector<std::uint64_t> numbers(count);
    for (auto &number : numbers)
        number = seed = (seed * 1103515245 + 12345) % 2147483648;
    std::sort(numbers.begin(), numbers.end());
    for (std::uint64_t index = 0; index < count; index++)
        sum = (sum + numbers[index] * (index + 1)) % 1000000007;
    std::cout << sum << "\\n";
}
""",
    "python": """\
seed, count = map(int, input().split())
numbers = []
for _ in range(count):
    seed = (seed * 1103515245 + 12345) % 2147483648
    numbers.append(seed)
numbers.sort()
print(sum(number * (index + 1) for index, number in enumerate(numbers)) % 1000000007)
""",
}

COPY = """\
import shutil
import sys

shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)
"""

PROBLEM_YAML = """\
problem_format_version: 2025-09
name: Benchmark
uuid: 2a7c9d9e-3a39-4a1f-9a35-6b1f0e6f3c11
license: public domain
limits:
  time_limit: 20
  output: 512
"""


def sum_of(seed: int, count: int) -> int:
    """What the programs print."""
    numbers = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2147483648
        numbers.append(seed)
    numbers.sort()
    return sum(number * (index + 1) for index, number in enumerate(numbers)) % 1000000007


def write_problem(package: Path, cases: Mapping[str, tuple[bytes, bytes]]) -> Path:
    """Write a problem package with these secret cases, inputs and answers by name."""
    secret = package / "data" / "secret"
    secret.mkdir(parents=True)
    (package / "statement").mkdir()
    (package / "statement" / "problem.en.md").write_text("Print what is asked for.\n")
    (package / "problem.yaml").write_text(PROBLEM_YAML)
    for name, (given, answer) in cases.items():
        (secret / f"{name}.in").write_bytes(given)
        (secret / f"{name}.ans").write_bytes(answer)
    return package


def write_sorting(package: Path, language: str) -> Path:
    """Write the problem of a hundred cases. Seeds repeat, so that its answers are quickly made."""
    count = NUMBERS[language]
    answers = {seed: sum_of(seed, count) for seed in range(1, 5)}
    cases = {}
    for case in range(CASES):
        seed = case % len(answers) + 1
        # Blanks make each input another file, as those of a real problem are.
        given = f"{seed} {count}{' ' * case}\n"
        cases[f"{case:03}"] = (given.encode(), f"{answers[seed]}\n".encode())
    return write_problem(package, cases)


def write_copying(package: Path, size_bytes: int) -> Path:
    """Write a problem of one case, whose output is to be its input, of this size."""
    line = b"".join(b"%d " % number for number in range(100_000, 101_000)) + b"\n"
    content = (line * (size_bytes // len(line) + 1))[:size_bytes]
    return write_problem(package, {"copy": (content, content)})
