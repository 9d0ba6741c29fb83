/* Lets its own handler answer its system calls: the sandbox's filter must still have been asked. */
#include "tried.h"
#include <sys/mount.h>
#include <sys/prctl.h>
#include <ucontext.h>

static volatile char selector;

static void answer(int number, siginfo_t *information, void *context)
{
    selector = 0; /* allow */
    ucontext_t *state = context;
#ifdef __x86_64__
    state->uc_mcontext.gregs[REG_RAX] = syscall(state->uc_mcontext.gregs[REG_RAX], "x", "/tmp", "tmpfs", 0, "") < 0 ? -errno : 0;
#endif
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO};

    sigaction(SIGSYS, &action, NULL);
    if (prctl(59, 1, 0, 0, &selector) == 0) {
        selector = 1; /* block */
        long result = syscall(SYS_mount, "x", "/tmp", "tmpfs", 0, "");
        selector = 0;
        if (result != -1)
            puts("mounted");
    }
    prctl(59, 0, 0, 0, 0);
    FAILS_WITH(EPERM, mount("x", "/tmp", "tmpfs", 0, ""));
    return all_refused();
}
