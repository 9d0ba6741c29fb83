/* Looks through every descriptor number for one that it was not meant to have, and into those that it has. */
#include "tried.h"
#include <sys/socket.h>
#include <poll.h>
int main(void)
{
    struct stat status;
    char data[16], link[64], target[256];

    for (int fd = 3; fd < 70000; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            printf("descriptor %d\n", fd);
    for (int fd = 0; fd < 3; fd++) {
        FAILS(send(fd, data, 1, MSG_DONTWAIT));
        FAILS(getpeername(fd, (struct sockaddr *)target, &(socklen_t){sizeof target}));
        snprintf(link, sizeof link, "/proc/self/fd/%d/..", fd);
        FAILS(open(link, O_RDONLY));
        FAILS(openat(fd, "../../etc", O_RDONLY));
        FAILS(fchdir(fd));
    }
    FAILS(write(0, "x", 1));
    FAILS(ftruncate(0, 0));
    FAILS(read(1, data, 1));
    FAILS(read(2, data, 1));
    return all_refused();
}
