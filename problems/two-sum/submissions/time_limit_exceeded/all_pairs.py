# Too slow: looks at all pairs.
n, target = map(int, input().split())
numbers = list(map(int, input().split()))
for i in range(n):
    for j in range(i + 1, n):
        if numbers[i] + numbers[j] == target:
            print(i + 1, j + 1)
