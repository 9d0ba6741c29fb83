"""Exit with 42 if the case on standard input keeps what the statement promises."""

import re
import sys

INTEGER = r"(?:0|-?[1-9][0-9]*)"

case = sys.stdin.read()
if not re.fullmatch(rf"{INTEGER}\n{INTEGER}( {INTEGER})+\n", case):
    sys.exit("the case is not a line with one integer and a line with several")
count, *numbers = map(int, case.split())
if not 2 <= count <= 20_000 or len(numbers) != count:
    sys.exit("there are not as many numbers as the first line says")
if any(abs(number) > 10**9 for number in numbers):
    sys.exit("a number is too large")
sys.exit(42)
