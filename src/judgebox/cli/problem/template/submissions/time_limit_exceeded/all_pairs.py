count = int(input())
numbers = list(map(int, input().split()))
best = numbers[1] - numbers[0]
for first in range(count):
    for second in range(first + 1, count):
        best = max(best, numbers[second] - numbers[first])
print(best)
