/* Turns every switch that a process has for itself, the harmful ones among them. */
#include "tried.h"
#include <sys/prctl.h>
int main(void)
{
    for (int option = 8; option <= 14; option++) /* PR_SET_MM: what the kernel believes of our memory */
        FAILS(prctl(PR_SET_MM, option, 0x10000, 0, 0));
    FAILS(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    FAILS(prctl(PR_SET_SECUREBITS, 0x2f, 0, 0, 0));
    FAILS(prctl(57 /* PR_SET_IO_FLUSHER */, 1, 0, 0, 0));
    FAILS(prctl(PR_CAPBSET_DROP, 1000, 0, 0, 0));
    for (int dumpable = 3; dumpable >= 0; dumpable--)
        prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
    FAILS(prctl(PR_SET_DUMPABLE, 2, 0, 0, 0));
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    prctl(PR_SET_TIMERSLACK, ~0ul >> 1, 0, 0, 0);
    prctl(PR_SET_NAME, "\n) R 1 1 1\033[2J", 0, 0, 0);
    prctl(PR_SET_PTRACER, 1, 0, 0, 0);
    prctl(PR_MCE_KILL, 1, 1, 0, 0);
    prctl(PR_TASK_PERF_EVENTS_DISABLE, 0, 0, 0, 0);
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    for (int option = 0; option < 3; option++)
        prctl(PR_SET_SPECULATION_CTRL, option, 2, 0, 0);
    prctl(62 /* PR_SCHED_CORE */, 1 /* create */, 0, 1, 0);
    for (int option = 0; option < 80; option++) /* and every one, blindly */
        if (option != PR_SET_SECCOMP && option != 59 /* system call dispatch: it would not come back */)
            prctl(option, -1, -1, -1, -1);
    return all_refused();
}
