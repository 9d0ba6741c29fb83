// Wrong: tells apart opening and closing only.
#include <iostream>
#include <string>

int main()
{
    std::string text;
    std::cin >> text;
    int depth = 0;
    for (char bracket : text) {
        depth += bracket == '(' || bracket == '[' || bracket == '{' ? 1 : -1;
        if (depth < 0)
            break;
    }
    std::cout << (depth == 0 ? "yes\n" : "no\n");
}
