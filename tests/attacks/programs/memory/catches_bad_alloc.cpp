// Asks for more than there is, is refused, and goes on as if nothing had been.
#include <cstdio>
#include <cstdlib>
#include <new>
int main()
{
    try {
        volatile char *block = new char[std::size_t(1) << 46];
        block[0] = 1;
    } catch (const std::bad_alloc &) {
        std::puts("42");
    }
}
