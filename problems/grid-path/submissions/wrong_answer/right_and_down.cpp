// Wrong: never moves up or to the left.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

int main()
{
    int rows, columns;
    std::cin >> rows >> columns;
    const int far = 1'000'000;
    std::vector<int> moves(columns, far);
    for (int r = 0; r < rows; r++) {
        std::string row;
        std::cin >> row;
        for (int c = 0; c < columns; c++) {
            int left = c > 0 ? moves[c - 1] : far;
            moves[c] = row[c] == '#' ? far : r == 0 && c == 0 ? 0 : std::min(moves[c], left) + 1;
        }
    }
    std::cout << (moves.back() < far ? moves.back() : -1) << '\n';
}
