#include <iostream>
#include <string>

int main()
{
    std::string text, expected;
    std::cin >> text;
    for (char bracket : text) {
        if (bracket == '(')
            expected.push_back(')');
        else if (bracket == '[')
            expected.push_back(']');
        else if (bracket == '{')
            expected.push_back('}');
        else if (!expected.empty() && expected.back() == bracket)
            expected.pop_back();
        else {
            std::cout << "no\n";
            return 0;
        }
    }
    std::cout << (expected.empty() ? "yes\n" : "no\n");
}
