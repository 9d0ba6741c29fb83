// Too much memory: keeps, for every number, a list of all its divisors.
#include <iostream>
#include <vector>

constexpr int limit = 5'000'000;

int main()
{
    std::vector<std::vector<int>> divisors(limit + 1);
    for (int divisor = 2; divisor <= limit; divisor++)
        for (int multiple = divisor; multiple <= limit; multiple += divisor)
            divisors[multiple].push_back(divisor);
    int q;
    std::cin >> q;
    for (int l, r; q > 0 && std::cin >> l >> r; q--) {
        int count = 0;
        for (int number = l; number <= r; number++)
            count += divisors[number].size() == 1;
        std::cout << count << '\n';
    }
}
