# Too slow: tries divisors up to the square root, for every number of every question.
import sys


def is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


for line in sys.stdin.read().splitlines()[1:]:
    l, r = map(int, line.split())
    print(sum(map(is_prime, range(l, r + 1))))
