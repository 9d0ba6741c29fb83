# Wrong: takes 1 for a prime.
import sys
from bisect import bisect_left, bisect_right

LIMIT = 5_000_000

is_prime = bytearray([1]) * (LIMIT + 1)
is_prime[0] = 0
for number in range(2, int(LIMIT**0.5) + 1):
    if is_prime[number]:
        is_prime[number * number :: number] = bytes((LIMIT - number * number) // number + 1)
primes = [number for number in range(LIMIT + 1) if is_prime[number]]

for line in sys.stdin.read().splitlines()[1:]:
    l, r = map(int, line.split())
    print(bisect_right(primes, r) - bisect_left(primes, l))
