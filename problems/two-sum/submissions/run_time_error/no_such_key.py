# Fails with an exception: asks for a number that has not been seen.
_, target = map(int, input().split())
position_of: dict[int, int] = {}
for position, number in enumerate(map(int, input().split()), start=1):
    if position_of[target - number]:
        print(position_of[target - number], position)
        break
    position_of[number] = position
