/* Timers of every kind that run out as fast as the kernel lets them. */
#include "tried.h"
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
static volatile long rung;
static void ring(int number) { rung++; }
int main(void)
{
    struct itimerspec fast = {{0, 1}, {0, 1}};
    struct itimerval often = {{0, 1}, {0, 1}};
    struct sigevent by_signal = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    timer_t timer;

    signal(SIGALRM, ring);
    signal(SIGVTALRM, ring);
    signal(SIGPROF, ring);
    signal(SIGRTMIN, ring);
    for (int i = 0; i < 500; i++) {
        timerfd_settime(timerfd_create(i % 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME, 0), 0, &fast, NULL);
        if (timer_create(CLOCK_MONOTONIC, &by_signal, &timer) == 0)
            timer_settime(timer, 0, &fast, NULL);
    }
    for (int which = 0; which < 3; which++)
        setitimer(which, &often, NULL);
    for (;;)
        pause();
}
