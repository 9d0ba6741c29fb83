"""Exit with 42 if the case on standard input keeps what the statement promises."""

import re
import sys

NUMBER = r"(?:0|[1-9][0-9]*)"

case = sys.stdin.read()
assert re.fullmatch(rf"{NUMBER}\n{NUMBER}( {NUMBER})*\n", case)
n, *numbers = map(int, case.split())
assert 1 <= n <= 200_000 and len(numbers) == n
assert all(number <= 10**9 for number in numbers)

sys.exit(42)
