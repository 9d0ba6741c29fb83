// Too slow: sorts by swapping neighbours, and counts the swaps.
#include <cstdint>
#include <iostream>
#include <utility>
#include <vector>

int main()
{
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n;
    std::cin >> n;
    std::vector<int> numbers(n);
    for (int &number : numbers)
        std::cin >> number;
    std::int64_t count = 0;
    for (bool swapped = true; swapped;) {
        swapped = false;
        for (int i = 0; i + 1 < n; i++) {
            if (numbers[i] > numbers[i + 1]) {
                std::swap(numbers[i], numbers[i + 1]);
                count++;
                swapped = true;
            }
        }
    }
    std::cout << count << '\n';
}
