# Fails with an exception: every move is a call inside the one before, and Python allows about a thousand.
import sys

_, _, *grid = sys.stdin.read().split()
rows, columns = len(grid), len(grid[0])
seen = {(0, 0)}


def moves_from(ring: list[tuple[int, int]]) -> int:
    """The number of moves to the goal from a list of places that are all as far from the start; -1 if there is no way."""
    if (rows - 1, columns - 1) in ring:
        return 0
    next_ring = []
    for r, c in ring:
        for nr, nc in ((r, c + 1), (r + 1, c), (r, c - 1), (r - 1, c)):
            if 0 <= nr < rows and 0 <= nc < columns and grid[nr][nc] == "." and (nr, nc) not in seen:
                seen.add((nr, nc))
                next_ring.append((nr, nc))
    moves = moves_from(next_ring) if next_ring else -1
    return moves + 1 if moves >= 0 else -1


print(moves_from([(0, 0)]))
