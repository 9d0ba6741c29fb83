/* Sockets sent through sockets through sockets, each closed once it is under way: only the kernel still knows them. */
#include <string.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
static void send_away(int through, int what)
{
    char space[CMSG_SPACE(sizeof(int))] = {0}, byte = 0;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &what, sizeof what);
    sendmsg(through, &message, MSG_NOSIGNAL);
}
int main(void)
{
    int fds[2];

    for (int i = 0; i < 20000; i++) {
        if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, fds) != 0)
            break;
        send_away(fds[0], fds[1]); /* a circle: each is in the other's queue */
        send_away(fds[1], fds[0]);
        close(fds[0]);
        close(fds[1]);
    }
    puts("sent");
}
