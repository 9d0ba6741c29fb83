/* Changes how the init runs: its limits, priority, processors, group, and who is killed first. */
#include "tried.h"
#include <sys/resource.h>
int main(void)
{
    static const int resources[] = {RLIMIT_NOFILE, RLIMIT_AS, RLIMIT_CPU, RLIMIT_DATA, RLIMIT_FSIZE, RLIMIT_NPROC, RLIMIT_CORE};
    struct rlimit none = {0, 0}, old;
    cpu_set_t one;
    struct sched_param usual = {0};

    for (size_t i = 0; i < sizeof resources / sizeof *resources; i++) {
        FAILS(prlimit(1, resources[i], &none, NULL));
        FAILS(prlimit(1, resources[i], NULL, &old));
    }
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    FAILS(sched_setaffinity(1, sizeof one, &one));
    FAILS(sched_setscheduler(1, SCHED_IDLE, &usual));
    FAILS(sched_setscheduler(1, SCHED_BATCH, &usual));
    FAILS(setpriority(PRIO_PROCESS, 1, 19));
    FAILS(setpriority(PRIO_PGRP, 1, 19));
    setpriority(PRIO_USER, 0, 19); /* of all processes of a user: its own are among them */
    FAILS(syscall(SYS_ioprio_set, 1, 1, 3 << 13));
    FAILS(syscall(SYS_ioprio_set, 3, 0, 3 << 13));
    FAILS(setpgid(1, 0));
    FAILS(setpgid(0, 1));
    FAILS(open("/proc/1/oom_score_adj", O_WRONLY));
    FAILS(syscall(SYS_migrate_pages, 1, 64, &one, &one));
    FAILS(syscall(SYS_move_pages, 1, 0, NULL, NULL, NULL, 0));
    FAILS(syscall(SYS_get_robust_list, 1, &old, &old));
    return all_refused();
}
