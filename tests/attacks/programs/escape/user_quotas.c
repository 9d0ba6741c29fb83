/* Uses up what the kernel counts by user, not by box: watches, signals, pipe pages, keys, queues, timers, locks. */
#include "tried.h"
#include <mqueue.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
int main(void)
{
    sigset_t blocked;
    timer_t timer;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    char name[32];

    sigemptyset(&blocked);
    sigaddset(&blocked, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    for (int i = 0; i < 200000 && sigqueue(getpid(), SIGRTMIN, (union sigval){0}) == 0; i++)
        ;
    for (int i = 0; i < 20000 && timer_create(CLOCK_REALTIME, &none, &timer) == 0; i++)
        ;
    for (int i = 0; i < 400; i++)
        inotify_init();
    for (int i = 0; i < 200; i++) {
        int fds[2];
        if (pipe(fds) == 0)
            for (int size = 1 << 24; size > 4096 && fcntl(fds[1], F_SETPIPE_SZ, size) < 0; size /= 2)
                ;
    }
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "/q%d", i);
        mq_open(name, O_CREAT | O_RDWR, 0600, NULL);
        snprintf(name, sizeof name, "k%d", i);
        syscall(SYS_add_key, "user", name, name, 8, -3);
    }
    int watcher = epoll_create1(0);
    for (int fd = 0; fd < 1024; fd++)
        epoll_ctl(watcher, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN});
    mlockall(MCL_CURRENT | MCL_FUTURE);
    for (int i = 0; i < 300; i++)
        mlock(malloc(4096), 4096);
    puts("used up");
    return 0;
}
