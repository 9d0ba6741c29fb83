/* Pipes made as large as they go, and filled. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
static char block[65536];
int main(void)
{
    long filled = 0;
    int fds[2];

    while (pipe2(fds, O_NONBLOCK) == 0) {
        fcntl(fds[1], F_SETPIPE_SZ, 1 << 20);
        for (ssize_t length; (length = write(fds[1], block, sizeof block)) > 0;)
            filled += length;
    }
    puts(filled < 64 << 20 ? "bounded" : "too much");
}
