import sys


def moves_through(rows: int, columns: int, grid: list[str]) -> int:
    # The map in one string, with a wall around it: no move has to be checked for leaving the map.
    width = columns + 1
    cells = bytearray("#" * width + "".join(row + "#" for row in grid) + "#" * width, "ascii")
    free, wall = ord("."), ord("#")
    start, goal = width, rows * width + columns - 1
    ring = [start]
    cells[start] = wall
    moves = 0
    while ring:
        next_ring = []
        for cell in ring:
            if cell == goal:
                return moves
            for beside in (cell + 1, cell + width, cell - 1, cell - width):
                if cells[beside] == free:
                    cells[beside] = wall
                    next_ring.append(beside)
        ring = next_ring
        moves += 1
    return -1


size, *grid = sys.stdin.read().split("\n")
rows, columns = map(int, size.split())
print(moves_through(rows, columns, grid))
