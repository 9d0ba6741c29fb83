// Wrong: the positions are counted from 0.
#include <iostream>
#include <unordered_map>

int main()
{
    int n, target;
    std::cin >> n >> target;
    std::unordered_map<int, int> position_of;
    for (int i = 0; i < n; i++) {
        int number;
        std::cin >> number;
        if (auto partner = position_of.find(target - number); partner != position_of.end()) {
            std::cout << partner->second << ' ' << i << '\n';
            return 0;
        }
        position_of[number] = i;
    }
}
