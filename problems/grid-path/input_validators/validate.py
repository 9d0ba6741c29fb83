"""Exit with 42 if the case on standard input keeps what the statement promises."""

import re
import sys

INTEGER = r"[1-9][0-9]*"

case = sys.stdin.read()
assert re.fullmatch(rf"{INTEGER} {INTEGER}\n([.#]+\n)+", case)
size, *grid = case.splitlines()
rows, columns = map(int, size.split())
assert 1 <= rows <= 400 and 1 <= columns <= 400
assert len(grid) == rows and all(len(row) == columns for row in grid)
assert grid[0][0] == grid[-1][-1] == "."

sys.exit(42)
