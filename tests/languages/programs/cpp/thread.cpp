#include <atomic>
#include <iostream>
#include <thread>
int main()
{
    long a, b;
    std::cin >> a >> b;
    std::atomic<long> sum{0};
    std::thread x([&] { sum += a; }), y([&] { sum += b; });
    x.join();
    y.join();
    std::cout << sum << '\n';
}
