# Wrong: goes deep first, and takes the first way that it finds for the shortest.
import sys

size, *grid = sys.stdin.read().split()[1:]
rows, columns = len(grid), len(grid[0])
moves = {(0, 0): 0}
stack = [(0, 0)]
while stack:
    r, c = stack.pop()
    for nr, nc in ((r, c + 1), (r + 1, c), (r, c - 1), (r - 1, c)):
        if 0 <= nr < rows and 0 <= nc < columns and grid[nr][nc] == "." and (nr, nc) not in moves:
            moves[nr, nc] = moves[r, c] + 1
            stack.append((nr, nc))
print(moves.get((rows - 1, columns - 1), -1))
