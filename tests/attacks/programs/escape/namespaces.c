/* Asks for namespaces of its own in every way that there is: they would give capabilities back. */
#include "tried.h"
#include <linux/sched.h>
#include <sys/ioctl.h>

static const unsigned long flags[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC,
                                      CLONE_NEWUTS, CLONE_NEWCGROUP, 0x80 /* CLONE_NEWTIME */};
static const char *const names[] = {"user", "mnt", "pid", "pid_for_children", "net", "ipc", "uts", "cgroup",
                                    "time", "time_for_children"};

static void try_flags(unsigned long wanted)
{
    struct clone_args arguments = {.flags = wanted, .exit_signal = SIGCHLD};

    FAILS_WITH(EPERM, unshare(wanted));
    FAILS_WITH(EPERM, syscall(SYS_unshare, wanted | 1ul << 40));
    if (wanted & ~0xfful)
        FAILS_WITH(EPERM, syscall(SYS_clone, wanted | SIGCHLD, 0, 0, 0, 0));
    FAILS_WITH(ENOSYS, syscall(SYS_clone3, &arguments, sizeof arguments));
    FAILS_WITH(ENOSYS, syscall(SYS_clone3, &arguments, CLONE_ARGS_SIZE_VER0));
}

static void enter(const char *pid, const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%s/ns/%s", pid, name);
    int fd = open(path, O_RDONLY);
    FAILS_WITH(EPERM, setns(fd, 0));
    int owner = ioctl(fd, 0xb701); /* NS_GET_USERNS: the box's own, and no further */
    FAILS_WITH(EPERM, setns(owner, CLONE_NEWUSER));
    FAILS(ioctl(owner, 0xb701));
    FAILS(ioctl(owner, 0xb702)); /* NS_GET_PARENT */
    FAILS(ioctl(fd, 0xb702));
    FAILS(openat(fd, "..", O_RDONLY));
}

int main(void)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        try_flags(flags[i]);
        try_flags(flags[i] | CLONE_NEWUSER);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        enter("self", names[i]);
        enter("1", names[i]);
    }
    int pidfd = syscall(SYS_pidfd_open, getpid(), 0);
    FAILS_WITH(EPERM, setns(pidfd, CLONE_NEWNS | CLONE_NEWNET));
    FAILS_WITH(EPERM, setns(syscall(SYS_pidfd_open, 1, 0), CLONE_NEWUSER));
    return all_refused();
}
