/* Writes where no file may reach, first with the signal that ends it ignored. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    int fd = open("/tmp/far", O_CREAT | O_RDWR, 0600);

    signal(SIGXFSZ, SIG_IGN);
    if (pwrite(fd, "x", 1, (off_t)1 << 40) > 0 || fallocate(fd, 0, 0, (off_t)1 << 40) == 0 ||
        ftruncate(fd, (off_t)1 << 40) == 0)
        puts("far");
    puts("refused");
    fflush(stdout);
    signal(SIGXFSZ, SIG_DFL);
    pwrite(fd, "x", 1, (off_t)1 << 40);
    return 1;
}
