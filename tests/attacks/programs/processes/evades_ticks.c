/* Sleeps whenever a tick of the kernel's clock is near, so that sampling never sees it run. */
#include <stdio.h>
#include <time.h>
static long read_us(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
int main(void)
{
    const long tick_us = 4000;
    struct timespec pause = {0, 300 * 1000};

    while (read_us(CLOCK_PROCESS_CPUTIME_ID) < 250 * 1000)
        if (read_us(CLOCK_MONOTONIC) % tick_us > tick_us - 400)
            nanosleep(&pause, NULL);
    printf("%ld\n", read_us(CLOCK_PROCESS_CPUTIME_ID));
}
