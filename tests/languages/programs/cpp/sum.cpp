#include <bits/stdc++.h>
int main() { long sum = 0, n; while (std::cin >> n) sum += n; std::cout << sum << '\n'; }
