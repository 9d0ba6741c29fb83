// Sorts, then moves two ends towards each other.
#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

int main()
{
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n, target;
    std::cin >> n >> target;
    std::vector<std::pair<int, int>> numbers(n);
    for (int i = 0; i < n; i++) {
        std::cin >> numbers[i].first;
        numbers[i].second = i + 1;
    }
    std::sort(numbers.begin(), numbers.end());
    int low = 0, high = n - 1;
    while (numbers[low].first + numbers[high].first != target) {
        if (numbers[low].first + numbers[high].first < target)
            low++;
        else
            high--;
    }
    auto [i, j] = std::minmax(numbers[low].second, numbers[high].second);
    std::cout << i << ' ' << j << '\n';
}
