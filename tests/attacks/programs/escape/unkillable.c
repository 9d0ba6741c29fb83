/* Asks never to be the victim when memory is out, and then takes it all. */
#include "tried.h"
int main(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY);
    if (fd >= 0 && write(fd, "-1000", 5) == 5)
        puts("never the victim");
    fd = open("/proc/self/oom_adj", O_WRONLY);
    if (fd >= 0 && write(fd, "-17", 3) == 3)
        puts("never the victim");
    fflush(stdout);
    for (;;)
        memset(mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, 1 << 20);
}
