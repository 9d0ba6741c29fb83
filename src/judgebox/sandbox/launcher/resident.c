/* The library that a resident interpreter loads. See warm.c for who it is, and residents/ for the interpreters.
 *
 * How it works: the resident says that it is ready, then waits for runs. For each it makes a copy of itself,
 * whose parent is the init: to the program it is as if the init had started it, and the init waits for it.
 * The copy gives up everything by the same code as any other program and returns to the interpreter, which runs
 * the program. Nothing that a program does can reach the resident, so every copy is as fresh as the first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../residents/resident.h"
#include "launcher.h"

static struct message message;  /* the run */
static struct message filter;   /* the first packet */
static char *strings[STRINGS_MAX + 2];
static char **arguments, **environment;
static struct child child;
static struct child_report *report;

static int tell(int32_t answer)
{
    return send_packet(RESIDENT_SOCKET, &answer, sizeof answer, NULL, 0) ? 0 : -1;
}

/* Tell the init that this interpreter waits. */
int resident_ready(void)
{
    report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED, RESIDENT_REPORT, 0);
    if (report == MAP_FAILED || tell(0) != 0 || !receive_packet(RESIDENT_SOCKET, &filter))
        return -1;
    return 0;
}

static bool read_run(void)
{
    const struct warm_run *fixed = (const struct warm_run *)message.bytes;
    char *next = (char *)message.bytes + sizeof *fixed, *end = (char *)message.bytes + message.length;

    if (message.length < sizeof *fixed || fixed->argument_count > STRINGS_MAX / 2 ||
        fixed->environment_count > STRINGS_MAX / 2 || fixed->limit_count > RLIMITS_MAX ||
        fixed->extra_count > EXTRAS_MAX || fixed->cgroup_count > CGROUPS_MAX || fixed->has_rules > 1 || fixed->is_spare > 1 ||
        message.fd_count != (int)((fixed->is_spare ? 1 : 3) + fixed->extra_count + fixed->cgroup_count + fixed->has_rules))
        return false;
    arguments = take_strings(strings, fixed->argument_count, &next, end);
    environment = arguments ? take_strings(strings + fixed->argument_count + 1, fixed->environment_count, &next, end)
                            : NULL;
    const int *extra_fds = message.fds + (fixed->is_spare ? 1 : 3), *cgroups = extra_fds + fixed->extra_count;
    child = (struct child){
        .report = report,
        .cgroups = cgroups,
        .cgroup_count = fixed->cgroup_count,
        .streams = {message.fds[0], message.fds[1], message.fds[2]},
        .extra_fds = extra_fds,
        .extras = fixed->extras,
        .extra_count = fixed->extra_count,
        .limits = fixed->limits,
        .limit_count = fixed->limit_count,
        .program_id = fixed->program_id,
        .has_own_ids = fixed->has_own_ids,
        .rules = fixed->has_rules ? cgroups[fixed->cgroup_count] : -1,
        .filter = {.instructions = filter.bytes, .length = (uint32_t)(filter.length / 8)},
    };
    return environment != NULL;
}

/* Wait for the next run. 0: there is one; else the box has ended. */
int resident_wait(void)
{
    return receive_packet(RESIDENT_SOCKET, &message) && read_run() ? 0 : -1;
}

/* The order of the arguments is the architecture's own. Not clone3: the init's filter has no use for it. */
static pid_t clone_of_parent(unsigned long flags, int *thread_id)
{
#if defined(__x86_64__)
    return (pid_t)syscall(SYS_clone, flags, 0, NULL, thread_id, 0);
#else
    return (pid_t)syscall(SYS_clone, flags, 0, NULL, 0, thread_id);
#endif
}

/* Make the copy: 0 in it; here its process id, which the init knows already, or -1. */
int resident_clone(void)
{
    unsigned long flags = CLONE_PARENT | SIGCHLD;
    int *thread_id = NULL;

    /* The C library keeps the thread's id where it has told the kernel to clear it: keep that right in the copy. */
    if (prctl(PR_GET_TID_ADDRESS, &thread_id) == 0)
        flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
    pid_t copy = clone_of_parent(flags, thread_id);
    if (copy == 0)
        return 0;
    tell(copy < 0 ? -errno : copy);
    close_fds(&message, 0);
    return copy;
}

/* In the copy: give up all rights. What fails is reported, and ends the copy. */
void resident_become(void)
{
    drop_rights(&child);
}

/* In the copy: take the run's descriptors; one that was made ahead waits for them. */
void resident_take_streams(void)
{
    static struct message streams;

    if (((const struct warm_run *)message.bytes)->is_spare) {
        if (!receive_packet(message.fds[0], &streams) || streams.fd_count != 3) {
            errno = EPROTO;
            report_failed_step(report, STEP_STREAMS);
        }
        memcpy(child.streams, streams.fds, sizeof child.streams);
    }
    redirect_streams(&child);
    prctl(PR_SET_DUMPABLE, 1); /* as a program is that was just executed; the change of ids took it away */
}

int resident_argument_count(void)
{
    return (int)((const struct warm_run *)message.bytes)->argument_count;
}

const char *resident_argument(int index)
{
    return arguments[index];
}

int resident_environment_count(void)
{
    return (int)((const struct warm_run *)message.bytes)->environment_count;
}

const char *resident_environment(int index)
{
    return environment[index];
}

/* In the copy, last of all: the program starts. From here on it has no way to the report. */
void resident_executed(void)
{
    report->executed_at_ns = now_ns();
    munmap(report, sizeof *report);
    report = NULL;
}
