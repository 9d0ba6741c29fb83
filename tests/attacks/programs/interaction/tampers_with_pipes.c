/* Turns its pipes: other modes, other sizes, other owners, the other ends of them; then answers as it should. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void)
{
    char line[64], byte;
    int number;

    signal(SIGIO, SIG_IGN);
    for (int fd = 0; fd < 2; fd++) {
        snprintf(line, sizeof line, "/proc/self/fd/%d", fd);
        int other = open(line, fd ? O_RDONLY | O_NONBLOCK : O_WRONLY | O_NONBLOCK);
        if (other >= 0) {
            fprintf(stderr, "has the other end of %d\n", fd);
            close(other);
        }
        fcntl(fd, F_SETPIPE_SZ, 1 << 30);
        fcntl(fd, F_SETPIPE_SZ, 1);
        fcntl(fd, F_SETOWN, 1);
        fcntl(fd, F_SETSIG, SIGKILL);
        fcntl(fd, F_SETFL, O_ASYNC | O_DIRECT | O_NONBLOCK);
        fcntl(fd, F_SETFL, 0);
        ftruncate(fd, 0);
        fchmod(fd, 0);
        ioctl(fd, FIONBIO, &(int){1});
        ioctl(fd, FIONBIO, &(int){0});
    }
    while (read(0, &byte, 0) == 0 && scanf("%d", &number) == 1) {
        printf("%d\n", 2 * number);
        fflush(stdout);
    }
    return 0;
}
