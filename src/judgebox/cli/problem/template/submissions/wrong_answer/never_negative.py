input()
best, smallest = 0, 10**9
for number in map(int, input().split()):
    best, smallest = max(best, number - smallest), min(smallest, number)
print(best)
