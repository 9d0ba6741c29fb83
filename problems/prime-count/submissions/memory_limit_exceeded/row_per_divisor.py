# Too much memory: keeps, for every divisor, a row that tells which numbers it divides.
import sys

LIMIT = 5_000_000

rows = []
for divisor in range(2, int(LIMIT**0.5) + 1):
    row = bytearray([1]) * (LIMIT + 1)
    row[2 * divisor :: divisor] = bytes(LIMIT // divisor - 1)
    rows.append(row)

for line in sys.stdin.read().splitlines()[1:]:
    l, r = map(int, line.split())
    print(sum(number > 1 and all(row[number] for row in rows) for number in range(l, r + 1)))
