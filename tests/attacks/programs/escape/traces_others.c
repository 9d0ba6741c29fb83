/* Takes hold of the init, of its parent and of its child, as a debugger would. */
#include "tried.h"
#include <sys/ptrace.h>
#include <sys/prctl.h>
#include <sys/uio.h>

static void take_hold_of(pid_t pid)
{
    char path[64], buffer[64];
    struct iovec here = {buffer, sizeof buffer}, there = {(void *)0x400000, sizeof buffer};
    int pidfd = syscall(SYS_pidfd_open, pid, 0);

    FAILS_WITH(EPERM, ptrace(PTRACE_ATTACH, pid, NULL, NULL));
    FAILS_WITH(EPERM, ptrace(PTRACE_SEIZE, pid, NULL, NULL));
    FAILS_WITH(EPERM, ptrace(PTRACE_PEEKDATA, pid, (void *)0x400000, NULL));
    FAILS_WITH(EPERM, ptrace(PTRACE_KILL, pid, NULL, NULL));
    FAILS_WITH(EPERM, process_vm_readv(pid, &here, 1, &there, 1, 0));
    FAILS_WITH(EPERM, process_vm_writev(pid, &here, 1, &there, 1, 0));
    FAILS_WITH(EPERM, syscall(SYS_pidfd_getfd, pidfd, 0, 0));
    if (pid != 1)
        return;
    for (const char *const *name = (const char *const[]){"mem", "maps", "environ", "fd", "ns/mnt", "root", "syscall", "stack", NULL}; *name; name++) {
        snprintf(path, sizeof path, "/proc/%d/%s", pid, *name);
        FAILS(open(path, O_RDONLY));
        FAILS(open(path, O_RDWR));
    }
}

int main(void)
{
    pid_t parent = getpid(), child;

    FAILS_WITH(EPERM, ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    prctl(PR_SET_PTRACER, -1, 0, 0, 0);
    take_hold_of(1);
    child = fork();
    if (child == 0) {
        take_hold_of(parent);
        fflush(stdout);
        pause();
    }
    take_hold_of(child);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return all_refused();
}
