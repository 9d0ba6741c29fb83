// Threads until the system refuses; they stay.
#include <cstdio>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>
int main()
{
    std::vector<std::thread> kept;
    try {
        for (;;)
            kept.emplace_back([] { pause(); });
    } catch (const std::system_error &) {
        std::printf("refused %d\n", kept.size() < 16);
        std::fflush(stdout);
        _exit(0);
    }
}
