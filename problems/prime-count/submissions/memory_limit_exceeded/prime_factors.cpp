// Too much memory: keeps the prime factors of every number, 880 MB.
#include <array>
#include <cstdint>
#include <iostream>
#include <vector>

constexpr int limit = 5'000'000;
constexpr int most_factors = 22; // 2^23 is above the limit

int main()
{
    std::vector<std::array<std::int64_t, most_factors>> factors(limit + 1);
    std::vector<int> factor_count(limit + 1);
    for (std::int64_t number = 2; number <= limit; number++) {
        if (factor_count[number] > 0)
            continue;
        for (std::int64_t power = number; power <= limit; power *= number)
            for (std::int64_t multiple = power; multiple <= limit; multiple += power)
                factors[multiple][factor_count[multiple]++] = number;
    }
    int q;
    std::cin >> q;
    for (int l, r; q > 0 && std::cin >> l >> r; q--) {
        int count = 0;
        for (int number = l; number <= r; number++)
            count += number > 1 && factors[number][0] == number;
        std::cout << count << '\n';
    }
}
