/* Knocks at large parts of the kernel that programs of contests have no use for. */
#include "tried.h"
#include <sys/personality.h>
int main(void)
{
    static char buffer[8192];

    for (int command = 0; command < 40; command++)
        FAILS_WITH(ENOSYS, syscall(SYS_bpf, command, buffer, 128));
    for (int type = 0; type < 8; type++) {
        memset(buffer, 0, sizeof buffer);
        memcpy(buffer, (unsigned int[]){type, 128}, 8);
        FAILS_WITH(ENOSYS, syscall(SYS_perf_event_open, buffer, 0, -1, -1, 0));
        FAILS_WITH(ENOSYS, syscall(SYS_perf_event_open, buffer, -1, 0, -1, 0));
    }
    FAILS_WITH(ENOSYS, syscall(SYS_userfaultfd, 1));
    FAILS_WITH(ENOSYS, syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK));
    FAILS_WITH(ENOSYS, syscall(447 /* memfd_secret */, 0));
    FAILS_WITH(EPERM, syscall(SYS_kcmp, getpid(), 1, 0, 0, 0));
    FAILS_WITH(EPERM, syscall(SYS_kcmp, getpid(), getpid(), 1, 0, 0));
    for (unsigned int bit = 0; bit < 32; bit++)
        if (1u << bit != ADDR_NO_RANDOMIZE)
            FAILS_WITH(EPERM, syscall(SYS_personality, 1u << bit));
    FAILS_WITH(EPERM, syscall(SYS_personality, 0x0400000 | ADDR_NO_RANDOMIZE));
    FAILS_WITH(EPERM, syscall(SYS_move_pages, 0, 1, buffer, buffer, buffer, 0));
    FAILS_WITH(EPERM, syscall(SYS_mbind, buffer, 4096, 1, buffer, 8, 0));
#ifdef __x86_64__
    for (int function = 0; function < 0x12; function++)
        FAILS_WITH(EPERM, syscall(SYS_modify_ldt, function, buffer, 16));
    FAILS_WITH(EPERM, syscall(SYS_iopl, 3));
    FAILS_WITH(EPERM, syscall(SYS_ioperm, 0x80, 1, 1));
#endif
    return all_refused();
}
