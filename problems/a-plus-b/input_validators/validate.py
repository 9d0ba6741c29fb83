"""Exit with 42 if the case on standard input keeps what the statement promises."""

import re
import sys

INTEGER = r"(?:0|-?[1-9][0-9]*)"

case = sys.stdin.read()
assert re.fullmatch(rf"{INTEGER} {INTEGER}\n", case)
assert all(abs(int(word)) <= 10**18 for word in case.split())

sys.exit(42)
