"""Exit with 42 if the case on standard input keeps what the statement promises."""

import re
import sys

INTEGER = r"[1-9][0-9]*"
VALUE = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]{1,2})?"

case = sys.stdin.read()
assert re.fullmatch(rf"{INTEGER} {INTEGER}\n{VALUE}( {VALUE})*\n", case)
n, k = map(int, case.split()[:2])
values = [float(word) for word in case.split()[2:]]
assert 1 <= k <= n <= 20_000 and len(values) == n
assert all(abs(value) <= 1e6 for value in values)

sys.exit(42)
