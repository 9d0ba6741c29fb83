// Too slow: tries all ways that don't come to a cell twice.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

static int rows, columns, best = -1;
static std::vector<std::string> grid;

static void go(int r, int c, int moves)
{
    if (r < 0 || r >= rows || c < 0 || c >= columns || grid[r][c] == '#')
        return;
    if (r == rows - 1 && c == columns - 1) {
        best = best < 0 ? moves : std::min(best, moves);
        return;
    }
    grid[r][c] = '#';
    go(r, c + 1, moves + 1);
    go(r + 1, c, moves + 1);
    go(r, c - 1, moves + 1);
    go(r - 1, c, moves + 1);
    grid[r][c] = '.';
}

int main()
{
    std::cin >> rows >> columns;
    grid.resize(rows);
    for (std::string &row : grid)
        std::cin >> row;
    go(0, 0, 0);
    std::cout << best << '\n';
}
