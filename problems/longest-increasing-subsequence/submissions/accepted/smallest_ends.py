from bisect import bisect_left

input()
# The smallest number that an increasing subsequence of length 1, 2, 3, ... can end with.
ends: list[int] = []
for number in map(int, input().split()):
    at = bisect_left(ends, number)
    ends[at : at + 1] = [number]
print(len(ends))
