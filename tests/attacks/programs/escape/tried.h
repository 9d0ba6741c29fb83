/* What hostile programs share that try many things: they print what did not fail, and "refused" at the end. */
#ifndef TRIED_H
#define TRIED_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* It must fail, no matter why. */
#define FAILS(call)                                                         \
    do {                                                                    \
        errno = 0;                                                          \
        long result_ = (long)(call);                                        \
        if (result_ != -1)                                                  \
            printf("%s gave %ld\n", #call, result_);                        \
    } while (0)

/* It must fail, and with this error. */
#define FAILS_WITH(wanted, call)                                            \
    do {                                                                    \
        errno = 0;                                                          \
        long result_ = (long)(call);                                        \
        if (result_ != -1 || errno != (wanted))                             \
            printf("%s gave %ld, %s\n", #call, result_, strerror(errno));   \
    } while (0)

static inline int all_refused(void)
{
    puts("refused");
    return 0;
}

#endif
