/* Everything that watches, waits or ticks, as much as there may be of it. */
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int polls[300], events[400];
    timer_t timer;
    union sigval value = {0};

    for (int i = 0; i < 300; i++)
        polls[i] = epoll_create1(0);
    for (int i = 0; i < 400; i++)
        events[i] = eventfd(0, 0);
    for (int i = 0; i < 300; i++)
        for (int j = 0; j < 400; j++)
            epoll_ctl(polls[i], EPOLL_CTL_ADD, events[j], &event);
    while (timerfd_create(CLOCK_MONOTONIC, 0) >= 0)
        ;
    for (int i = 0; i < 100000 && timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0; i++)
        ;
    signal(SIGRTMIN, SIG_IGN);
    for (int i = 0; i < 100000 && sigqueue(getpid(), SIGRTMAX - 1, value) == 0 && i < 0; i++)
        ;
    puts("watched");
}
