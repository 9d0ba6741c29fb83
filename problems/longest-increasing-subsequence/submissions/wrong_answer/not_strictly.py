# Wrong: lets equal numbers follow each other.
from bisect import bisect_right

input()
ends: list[int] = []
for number in map(int, input().split()):
    at = bisect_right(ends, number)
    ends[at : at + 1] = [number]
print(len(ends))
