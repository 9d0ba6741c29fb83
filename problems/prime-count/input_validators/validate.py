"""Exit with 42 if the case on standard input keeps what the statement promises."""

import re
import sys

INTEGER = r"[1-9][0-9]*"

case = sys.stdin.read()
assert re.fullmatch(rf"{INTEGER}\n({INTEGER} {INTEGER}\n)+", case)
q, *questions = [[int(word) for word in line.split()] for line in case.splitlines()]
assert 1 <= q[0] <= 1000 and len(questions) == q[0]
assert all(1 <= l <= r <= 5_000_000 for l, r in questions)

sys.exit(42)
