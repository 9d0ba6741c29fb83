#include <algorithm>
#include <iostream>

int main()
{
    int n;
    long long smallest, best = -3'000'000'000;
    std::cin >> n >> smallest;
    for (int i = 1; i < n; i++) {
        long long number;
        std::cin >> number;
        best = std::max(best, number - smallest);
        smallest = std::min(smallest, number);
    }
    std::cout << best << '\n';
}
