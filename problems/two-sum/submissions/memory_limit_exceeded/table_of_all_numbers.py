# Too much memory: a table with an entry for every number that could occur, 1.6 GB.
LARGEST = 10**8
_, target = map(int, input().split())
position_of = [0] * (2 * LARGEST + 1)
for position, number in enumerate(map(int, input().split()), start=1):
    partner = target - number
    if abs(partner) <= LARGEST and position_of[partner + LARGEST]:
        print(position_of[partner + LARGEST], position)
        break
    position_of[number + LARGEST] = position
