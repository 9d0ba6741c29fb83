/* Sockets with full buffers. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
static char block[65536];
int main(void)
{
    long filled = 0;
    int fds[2], large = 1 << 30;

    while (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0)
        for (int side = 0; side < 2; side++) {
            setsockopt(fds[side], SOL_SOCKET, SO_SNDBUF, &large, sizeof large);
            for (ssize_t length; (length = send(fds[side], block, sizeof block, MSG_NOSIGNAL)) > 0;)
                filled += length;
        }
    puts(filled < 64 << 20 ? "bounded" : "too much");
}
