#include <algorithm>
#include <iostream>
#include <vector>

int main()
{
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n;
    std::cin >> n;
    std::vector<int> ends;
    for (int number; n > 0 && std::cin >> number; n--) {
        auto at = std::lower_bound(ends.begin(), ends.end(), number);
        if (at == ends.end())
            ends.push_back(number);
        else
            *at = number;
    }
    std::cout << ends.size() << '\n';
}
