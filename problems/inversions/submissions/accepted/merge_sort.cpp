#include <algorithm>
#include <cstdint>
#include <iostream>
#include <vector>

static std::int64_t sort(std::vector<int> &numbers, int from, int to)
{
    if (to - from < 2)
        return 0;
    int middle = from + (to - from) / 2;
    std::int64_t count = sort(numbers, from, middle) + sort(numbers, middle, to);
    int left = from;
    for (int right = middle; right < to; right++) {
        while (left < middle && numbers[left] <= numbers[right])
            left++;
        count += middle - left;
    }
    std::inplace_merge(numbers.begin() + from, numbers.begin() + middle, numbers.begin() + to);
    return count;
}

int main()
{
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n;
    std::cin >> n;
    std::vector<int> numbers(n);
    for (int &number : numbers)
        std::cin >> number;
    std::cout << sort(numbers, 0, n) << '\n';
}
