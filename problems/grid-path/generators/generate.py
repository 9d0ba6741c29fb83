"""Write the cases of this problem: the same bytes at every run."""

import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def write_case(name: str, case: str, answer: str) -> None:
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".in").write_text(case, encoding="ascii", newline="\n")
    path.with_name(path.name + ".ans").write_text(answer, encoding="ascii", newline="\n")


def moves_through(grid: list[str]) -> int:
    """Go out from the start in rings: all cells at one distance, then all at the next."""
    rows, columns = len(grid), len(grid[0])
    ring = {(0, 0)}
    seen = set(ring)
    moves = 0
    while ring:
        if (rows - 1, columns - 1) in ring:
            return moves
        around = {(r + dr, c + dc) for r, c in ring for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0))}
        ring = {(r, c) for r, c in around - seen if 0 <= r < rows and 0 <= c < columns and grid[r][c] == "."}
        seen |= ring
        moves += 1
    return -1


def random_grid(dice: random.Random, rows: int, columns: int, walls: float) -> list[str]:
    """Random walls that leave a way."""
    while True:
        cells = [["#" if dice.random() < walls else "." for _ in range(columns)] for _ in range(rows)]
        cells[0][0] = cells[-1][-1] = "."
        grid = ["".join(row) for row in cells]
        if moves_through(grid) >= 0:
            return grid


def snake(rows: int, columns: int) -> list[str]:
    """One long way: to the right, down, to the left, down, and so on; rows and columns are odd."""
    grid = []
    for row in range(rows):
        if row % 2 == 0:
            grid.append("." * columns)
        elif row % 4 == 1:
            grid.append("#" * (columns - 1) + ".")
        else:
            grid.append("." + "#" * (columns - 1))
    if rows % 4 == 3:  # the way would end at the bottom left, and the last row is free: it goes on to the right
        grid[-1] = "." * columns
    return grid


dice = random.Random(20250906)

CASES = {
    "sample/1": ["..#", ".#.", "..."],
    "sample/2": [".#", "#."],
    "sample/3": [".....", ".###.", ".#...", ".#.##", ".#..."],
    "secret/01-one-cell": ["."],
    "secret/02-one-row": ["." * 30],
    "secret/03-one-column": ["."] * 30,
    "secret/04-one-row-blocked": ["....#...."],
    "secret/05-way-back-up": ["..#...", ".##.#.", ".#..#.", ".#.##.", "...##."],
    "secret/06-way-back-left": [".....", "####.", ".....", ".####", "....."],
    "secret/07-free": ["." * 30] * 30,
    "secret/08-random": random_grid(dice, 20, 35, 0.3),
    "secret/09-random": random_grid(dice, 60, 40, 0.35),
    "secret/10-snake": snake(101, 101),
    "secret/11-closed-in": ["." * 80] * 77 + ["." * 77 + "###", "." * 77 + "#..", "." * 77 + "#.."],
    "secret/12-large": random_grid(dice, 400, 400, 0.3),
    "secret/13-large-free": ["." * 400] * 400,
}

for name, grid in CASES.items():
    write_case(name, f"{len(grid)} {len(grid[0])}\n" + "\n".join(grid) + "\n", f"{moves_through(grid)}\n")
