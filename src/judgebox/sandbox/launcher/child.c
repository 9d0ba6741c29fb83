/* What a child of the init does between its start and the stranger's program: it gives up everything.
 * The same code is compiled into the launcher and, for copies of a resident interpreter, into its library.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "launcher.h"

#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif
#define SPARE_FD 64 /* above all numbers that a program's further descriptors can have */

uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

_Noreturn void report_failed_step(struct child_report *report, enum step step)
{
    report->failed_step = step;
    report->error_number = errno;
    _exit(127);
}

static void join_cgroups(const struct child *child)
{
    for (uint32_t index = 0; index < child->cgroup_count; index++)
        if (write(child->cgroups[index], "0", 1) != 1) /* 0 is whoever writes */
            report_failed_step(child->report, STEP_CGROUP);
    /* After joining, so that its group is the top that it sees; message queues and segments are a run's own. */
    if (unshare(CLONE_NEWCGROUP | CLONE_NEWIPC) != 0)
        report_failed_step(child->report, STEP_CGROUP);
}

static void obey_rules(const struct child *child)
{
    if (child->rules >= 0 && syscall(SYS_landlock_restrict_self, child->rules, 0) != 0)
        report_failed_step(child->report, STEP_LANDLOCK);
}

static bool is_extra(const struct child *child, uint32_t fd)
{
    for (uint32_t index = 0; index < child->extra_count; index++)
        if (child->extras[index] == fd)
            return true;
    return false;
}

/* Put the further descriptors where the program expects them; by way of spare ones, since they may be in each
 * other's place.
 */
static bool place_extras(const struct child *child)
{
    int spare[EXTRAS_MAX];

    for (uint32_t index = 0; index < child->extra_count; index++)
        if ((spare[index] = fcntl(child->extra_fds[index], F_DUPFD, SPARE_FD)) < 0)
            return false;
    for (uint32_t index = 0; index < child->extra_count; index++)
        if (dup2(spare[index], (int)child->extras[index]) < 0)
            return false;
    for (uint32_t fd = STDERR_FILENO + 1; child->extra_count && fd < SPARE_FD; fd++)
        if (!is_extra(child, fd))
            close((int)fd);
    return true;
}

/* Give the program its descriptors, and close all others. */
void redirect_streams(const struct child *child)
{
    for (int fd = 0; fd < 3; fd++)
        if (dup2(child->streams[fd], fd) < 0)
            report_failed_step(child->report, STEP_STREAMS);
    if (!place_extras(child) || close_range(child->extra_count ? SPARE_FD : STDERR_FILENO + 1, ~0u, 0) != 0)
        report_failed_step(child->report, STEP_STREAMS);
}

void set_rlimits(struct child_report *report, const struct resource_limit *limits, uint32_t count)
{
    for (uint32_t index = 0; index < count; index++) {
        struct rlimit now, wanted = {.rlim_cur = limits[index].soft, .rlim_max = limits[index].hard};
        int resource = (int)limits[index].resource;
        if (setrlimit(resource, &wanted) == 0)
            continue;
        if (getrlimit(resource, &now) != 0)
            report_failed_step(report, STEP_RLIMIT);
        if (wanted.rlim_max > now.rlim_max) /* the host is stricter than we are, and rules */
            wanted.rlim_max = now.rlim_max;
        if (wanted.rlim_cur > wanted.rlim_max)
            wanted.rlim_cur = wanted.rlim_max;
        if (setrlimit(resource, &wanted) != 0)
            report_failed_step(report, STEP_RLIMIT);
    }
}

static void drop_privileges(const struct child *child)
{
    const unsigned long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                               SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
                               SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {0};
    uint32_t id = child->program_id;

    if (prctl(PR_SET_SECUREBITS, bits) != 0 || (child->has_own_ids && setgroups(0, NULL) != 0))
        report_failed_step(child->report, STEP_PRIVILEGES);
    if (syscall(SYS_setresgid, id, id, id) != 0 || syscall(SYS_setresuid, id, id, id) != 0)
        report_failed_step(child->report, STEP_PRIVILEGES);
    if (syscall(SYS_capset, &header, none) != 0) /* the securebits keep setresuid from doing it */
        report_failed_step(child->report, STEP_PRIVILEGES);
}

/* Without SPEC_ALLOW, kernels before 5.16 slow down every program that has a filter. */
bool install_filter(const struct syscall_filter *filter)
{
    struct sock_fprog program = {.len = (unsigned short)filter->length,
                                 .filter = (struct sock_filter *)filter->instructions};

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) == 0;
}

/* Give up all rights; the descriptors stay. */
void drop_rights(const struct child *child)
{
    sigset_t none;

    join_cgroups(child); /* first, so that nothing of the program is charged elsewhere */
    setsid();
    obey_rules(child);
    if (chdir("/box") != 0)
        report_failed_step(child->report, STEP_STREAMS);
    set_rlimits(child->report, child->limits, child->limit_count);
    umask(022);
    drop_privileges(child);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (!install_filter(&child->filter)) /* last: the steps above need calls that it forbids */
        report_failed_step(child->report, STEP_FILTER);
}
