/* Every way to send a signal, to the init: stop it, end it, or tell it of children that it does not have. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
    siginfo_t information;
    int fds[2], init = syscall(SYS_pidfd_open, 1, 0);

    signal(SIGTERM, SIG_IGN);
    for (int number = 1; number < 65; number++) {
        memset(&information, 0, sizeof information);
        information.si_signo = number;
        information.si_code = SI_QUEUE;
        kill(1, number);
        syscall(SYS_tgkill, 1, 1, number);
        syscall(SYS_tkill, 1, number);
        syscall(SYS_rt_sigqueueinfo, 1, number, &information);
        syscall(SYS_rt_tgsigqueueinfo, 1, 1, number, &information);
        syscall(SYS_pidfd_send_signal, init, number, NULL, 0);
    }
    /* Through descriptors, the kernel is the sender. */
    pipe(fds);
    for (int i = 0; i < 4; i++) {
        int fd = i < 3 ? i : fds[0];
        for (int owner = 1; owner > -2; owner -= 2) {
            fcntl(fd, F_SETOWN, owner);
            fcntl(fd, F_SETSIG, SIGKILL);
            fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_ASYNC);
            write(i < 3 ? 2 : fds[1], "x", 1);
        }
        fcntl(fd, F_SETSIG, 0);
        fcntl(fd, F_SETOWN, 0);
    }
    prctl(PR_SET_PDEATHSIG, 0);
    usleep(20 * 1000);
    puts("still here");
}
