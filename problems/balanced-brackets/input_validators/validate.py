"""Exit with 42 if the case on standard input keeps what the statement promises."""

import re
import sys

assert re.fullmatch(r"[()\[\]{}]{1,50000}\n", sys.stdin.read())

sys.exit(42)
