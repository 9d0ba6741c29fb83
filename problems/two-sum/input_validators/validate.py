"""Exit with 42 if the case on standard input keeps what the statement promises."""

import re
import sys

INTEGER = r"(?:0|-?[1-9][0-9]*)"

case = sys.stdin.read()
assert re.fullmatch(rf"{INTEGER} {INTEGER}\n{INTEGER}( {INTEGER})+\n", case)
n, target, *numbers = map(int, case.split())
assert 2 <= n <= 30_000 and len(numbers) == n
assert abs(target) <= 2 * 10**8 and all(abs(number) <= 10**8 for number in numbers)

pairs = 0
seen: dict[int, int] = {}
for number in numbers:
    pairs += seen.get(target - number, 0)
    seen[number] = seen.get(number, 0) + 1
assert pairs == 1

sys.exit(42)
