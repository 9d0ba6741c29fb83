/* Opens a file and a socket through a ring, whose requests no filter of calls sees. */
#include "tried.h"
int main(void)
{
    static char parameters[4096];

    for (int entries = 0; entries < 9; entries++)
        FAILS_WITH(ENOSYS, syscall(SYS_io_uring_setup, entries, parameters));
    for (int fd = -1; fd < 4; fd++) {
        FAILS_WITH(ENOSYS, syscall(SYS_io_uring_enter, fd, 1, 1, 1, NULL, 0));
        for (int operation = 0; operation < 30; operation++)
            FAILS_WITH(ENOSYS, syscall(SYS_io_uring_register, fd, operation, parameters, 1));
    }
    FAILS_WITH(ENOSYS, syscall(SYS_io_uring_setup | 0ul, 1ul << 33 | 1, parameters));
    return all_refused();
}
