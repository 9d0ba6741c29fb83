/* Sets bits of arguments that the kernel drops and that a filter may compare. */
#include "tried.h"
#include <sys/personality.h>
#include <sys/resource.h>
#define HIGH (1ul << 32)
int main(void)
{
    char buffer[64] = {0};
    struct rlimit limit = {0, 0};

    FAILS_WITH(EPERM, syscall(SYS_ioctl, 0, 0x5412 | HIGH, buffer)); /* TIOCSTI */
    FAILS_WITH(EPERM, syscall(SYS_ioctl, 1, 0x541c | HIGH << 7, buffer)); /* TIOCLINUX */
    FAILS_WITH(EPERM, syscall(SYS_ioctl | HIGH, 1, 0x5412, buffer));
    FAILS_WITH(EPERM, syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD | HIGH, 0, 0, 0, 0));
    FAILS_WITH(EPERM, syscall(SYS_clone, CLONE_NEWNS | SIGCHLD | HIGH << 31, 0, 0, 0, 0));
    FAILS_WITH(EAFNOSUPPORT, syscall(SYS_socket, 16 | HIGH, 3, 0));
    FAILS_WITH(EAFNOSUPPORT, syscall(SYS_socket, 38 | HIGH << 5, 5, 0));
    FAILS_WITH(EAFNOSUPPORT, syscall(SYS_socketpair, 40 | HIGH, 1, 0, buffer));
    FAILS_WITH(EPERM, syscall(SYS_prlimit64, HIGH | 1, RLIMIT_NOFILE, &limit, NULL));
    FAILS_WITH(EPERM, syscall(SYS_prlimit64, 0, RLIMIT_CORE | HIGH, &limit, NULL));
    FAILS_WITH(EPERM, syscall(SYS_setrlimit, RLIMIT_CORE | HIGH, &limit));
    FAILS_WITH(EPERM, syscall(SYS_sched_setscheduler, 0, SCHED_FIFO | HIGH, buffer));
    FAILS_WITH(EPERM, syscall(SYS_membarrier, 1 | HIGH, 0, 0));
    FAILS_WITH(EPERM, syscall(SYS_personality, READ_IMPLIES_EXEC | HIGH));
    FAILS_WITH(EPERM, syscall(SYS_unshare, CLONE_NEWUSER | HIGH));
    return all_refused();
}
