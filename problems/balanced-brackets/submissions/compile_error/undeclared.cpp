#include <iostream>
#include <stack>

int main()
{
    std::stack<char> opened;
    std::string text;
    std::cin >> text;
    for (char bracket : text)
        if (is_opening(bracket))
            opened.push(bracket);
    std::cout << (opened.empty() ? "yes\n" : "no\n");
}
