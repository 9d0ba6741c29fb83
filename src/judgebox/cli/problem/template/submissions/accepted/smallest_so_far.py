input()
numbers = list(map(int, input().split()))
best, smallest = numbers[1] - numbers[0], numbers[0]
for number in numbers[1:]:
    best, smallest = max(best, number - smallest), min(smallest, number)
print(best)
