# Fails with an exception: the calls for a long list are deeper in each other than Python allows.
from functools import cache

n = int(input())
numbers = list(map(int, input().split()))


@cache
def longest_from(at: int) -> int:
    """The length of the longest increasing subsequence that starts with this number."""
    return 1 + max((longest_from(next_at) for next_at in range(at + 1, n) if numbers[next_at] > numbers[at]), default=0)


print(max(map(longest_from, range(n))))
