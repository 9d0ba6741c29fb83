// Adds whole hundredths, so that nothing is rounded before the end.
#include <cmath>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <vector>

int main()
{
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n, k;
    std::cin >> n >> k;
    std::vector<std::int64_t> sums(n + 1);
    for (int i = 1; i <= n; i++) {
        double value;
        std::cin >> value;
        sums[i] = sums[i - 1] + std::llround(value * 100);
    }
    std::cout << std::scientific << std::setprecision(12);
    for (int end = k; end <= n; end++)
        std::cout << (sums[end] - sums[end - k]) / (100.0 * k) << '\n';
}
