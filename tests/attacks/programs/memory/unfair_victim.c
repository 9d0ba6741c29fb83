/* Points the killer at others: itself is to be spared, and a child that has done nothing goes first. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void adjust(const char *path, const char *value)
{
    int fd = open(path, O_WRONLY);

    if (fd >= 0)
        write(fd, value, strlen(value));
    close(fd);
}
int main(void)
{
    adjust("/proc/1/oom_score_adj", "1000");
    adjust("/proc/self/oom_score_adj", "-1000");
    adjust("/proc/self/oom_adj", "-17");
    adjust("/proc/self/oom_score_adj", "0");
    for (int i = 0; i < 5; i++)
        if (fork() == 0) {
            adjust("/proc/self/oom_score_adj", "1000");
            for (;;)
                pause();
        }
    for (;;)
        memset(malloc(1 << 20), 1, 1 << 20);
}
