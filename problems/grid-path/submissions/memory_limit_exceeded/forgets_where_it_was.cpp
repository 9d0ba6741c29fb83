// Too much memory: comes to the same cells again and again, so that the queue only grows.
#include <iostream>
#include <queue>
#include <string>
#include <vector>

struct Place {
    int r, c, moves;
};

int main()
{
    int rows, columns;
    std::cin >> rows >> columns;
    std::vector<std::string> grid(rows);
    for (std::string &row : grid)
        std::cin >> row;
    std::queue<Place> reached;
    reached.push({0, 0, 0});
    while (!reached.empty()) {
        auto [r, c, moves] = reached.front();
        reached.pop();
        if (r < 0 || r >= rows || c < 0 || c >= columns || grid[r][c] == '#')
            continue;
        if (r == rows - 1 && c == columns - 1) {
            std::cout << moves << '\n';
            return 0;
        }
        reached.push({r, c + 1, moves + 1});
        reached.push({r + 1, c, moves + 1});
        reached.push({r, c - 1, moves + 1});
        reached.push({r - 1, c, moves + 1});
    }
    std::cout << "-1\n";
}
