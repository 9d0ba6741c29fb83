import sys

LIMIT = 5_000_000

is_prime = bytearray([1]) * (LIMIT + 1)
is_prime[0] = is_prime[1] = 0
for number in range(2, int(LIMIT**0.5) + 1):
    if is_prime[number]:
        is_prime[number * number :: number] = bytes((LIMIT - number * number) // number + 1)

questions = [tuple(map(int, line.split())) for line in sys.stdin.read().splitlines()[1:]]
ends = sorted({end for l, r in questions for end in (l - 1, r)})
primes_up_to: dict[int, int] = {}
count = before = 0
for end in ends:
    count += is_prime.count(1, before, end + 1)
    primes_up_to[end] = count
    before = end + 1
for l, r in questions:
    print(primes_up_to[r] - primes_up_to[l - 1])
