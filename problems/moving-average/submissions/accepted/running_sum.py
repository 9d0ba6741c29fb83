from itertools import accumulate

_, k = map(int, input().split())
sums = [0.0, *accumulate(map(float, input().split()))]
print("\n".join(str((sums[end] - sums[end - k]) / k) for end in range(k, len(sums))))
