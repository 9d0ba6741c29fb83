// Fails with an exception: the last windows reach beyond the end of the list.
#include <iostream>
#include <vector>

int main()
{
    int n, k;
    std::cin >> n >> k;
    std::vector<double> values(n);
    for (double &value : values)
        std::cin >> value;
    double sum = 0;
    for (int i = 0; i < k; i++)
        sum += values.at(i);
    for (int start = 0; start < n; start++) {
        std::cout << sum / k << '\n';
        sum += values.at(start + k) - values.at(start);
    }
}
