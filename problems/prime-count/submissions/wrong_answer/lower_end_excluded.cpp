// Wrong: a prime at the lower end is not counted.
#include <iostream>
#include <vector>

constexpr int limit = 5'000'000;

int main()
{
    std::vector<char> is_composite(limit + 1);
    std::vector<int> primes_up_to(limit + 1);
    for (int number = 2; number <= limit; number++) {
        primes_up_to[number] = primes_up_to[number - 1] + !is_composite[number];
        if (!is_composite[number] && number <= limit / number)
            for (int multiple = number * number; multiple <= limit; multiple += number)
                is_composite[multiple] = true;
    }
    int q;
    std::cin >> q;
    for (int l, r; q > 0 && std::cin >> l >> r; q--)
        std::cout << primes_up_to[r] - primes_up_to[l] << '\n';
}
