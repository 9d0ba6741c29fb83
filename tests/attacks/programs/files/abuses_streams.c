/* What can be done to a pipe that somebody else reads: its size, its mode, its owner, its other end. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>
int main(void)
{
    char buffer[4096];
    int on = 1;

    write(1, "before\n", 7);
    fcntl(1, F_SETPIPE_SZ, 4096);
    fcntl(1, F_SETPIPE_SZ, 1 << 30);
    for (int fd = 0; fd < 3; fd++) {
        fcntl(fd, F_SETFL, O_NONBLOCK | O_DIRECT | O_ASYNC | O_APPEND);
        fcntl(fd, F_SETOWN, 1);
        fcntl(fd, F_SETSIG, SIGSTOP);
        fcntl(fd, F_SETLEASE, F_WRLCK);
        flock(fd, LOCK_EX | LOCK_NB);
        fchmod(fd, 0);
        fchown(fd, 0, 0);
        ftruncate(fd, 0);
        ioctl(fd, FIOASYNC, &on);
        ioctl(fd, FIONBIO, &on);
        ioctl(fd, FIOCLEX, &on);
        lseek(fd, 1 << 20, SEEK_SET);
    }
    fcntl(1, F_SETFL, 0);
    fcntl(1, F_SETSIG, 0);
    write(1, "after\n", 6);
}
