_, target = map(int, input().split())
position_of: dict[int, int] = {}
for position, number in enumerate(map(int, input().split()), start=1):
    if target - number in position_of:
        print(position_of[target - number], position)
        break
    position_of[number] = position
