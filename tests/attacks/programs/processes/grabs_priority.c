/* More than its share: priorities, classes, limits, the affinity of others. Prints what it got. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#define TRY(call) if ((call) == 0) printf("got %s\n", #call)
int main(void)
{
    struct sched_param high = {50};
    struct rlimit much = {1 << 20, 1 << 20}, endless = {RLIM_INFINITY, RLIM_INFINITY};
    cpu_set_t none, all;

    CPU_ZERO(&none);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        CPU_SET(cpu, &all);
    TRY(setpriority(PRIO_PROCESS, 0, -20));
    TRY(setpriority(PRIO_USER, 0, -1));
    TRY(setpriority(PRIO_PROCESS, 1, 19));
    TRY(sched_setscheduler(0, SCHED_FIFO, &high));
    TRY(sched_setscheduler(0, SCHED_RR, &high));
    TRY(sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &high));
    TRY(sched_setparam(0, &high));
    TRY(syscall(SYS_ioprio_set, 1, 0, 1 << 13)); /* the real-time class of disks */
    TRY(sched_setaffinity(0, sizeof none, &none));
    TRY(sched_setaffinity(1, sizeof all, &all));
    TRY(setrlimit(RLIMIT_NOFILE, &much));
    TRY(setrlimit(RLIMIT_MEMLOCK, &endless));
    TRY(setrlimit(RLIMIT_FSIZE, &endless));
    TRY(setrlimit(RLIMIT_RTPRIO, &endless));
    TRY(setrlimit(RLIMIT_CPU, &endless));
    TRY(syscall(SYS_prlimit64, 1, RLIMIT_NOFILE, 0, &much));
    TRY(setpriority(PRIO_PGRP, 0, -1));
    puts("done");
}
