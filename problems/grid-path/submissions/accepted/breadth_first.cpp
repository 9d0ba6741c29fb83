#include <iostream>
#include <queue>
#include <string>
#include <utility>
#include <vector>

int main()
{
    int rows, columns;
    std::cin >> rows >> columns;
    std::vector<std::string> grid(rows);
    for (std::string &row : grid)
        std::cin >> row;

    std::vector<std::vector<int>> moves(rows, std::vector<int>(columns, -1));
    std::queue<std::pair<int, int>> reached;
    moves[0][0] = 0;
    reached.push({0, 0});
    const int steps[4][2] = {{0, 1}, {1, 0}, {0, -1}, {-1, 0}};
    while (!reached.empty()) {
        auto [r, c] = reached.front();
        reached.pop();
        for (auto [down, right] : steps) {
            int nr = r + down, nc = c + right;
            bool inside = 0 <= nr && nr < rows && 0 <= nc && nc < columns;
            if (inside && grid[nr][nc] == '.' && moves[nr][nc] < 0) {
                moves[nr][nc] = moves[r][c] + 1;
                reached.push({nr, nc});
            }
        }
    }
    std::cout << moves[rows - 1][columns - 1] << '\n';
}
