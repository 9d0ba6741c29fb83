/* As idle as a process can be, and burns all the same. */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>
int main(void)
{
    struct sched_param parameters = {0};

    nice(19);
    sched_setscheduler(0, SCHED_BATCH, &parameters);
    for (;;)
        ;
}
