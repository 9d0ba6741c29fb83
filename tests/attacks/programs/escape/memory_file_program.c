/* Executes itself from memory, where no file system is that could forbid it: it must have no more rights there. */
#include "tried.h"
#include <sys/prctl.h>
extern char **environ;
int main(int count, char **arguments)
{
    static char buffer[1 << 16];
    char *const again[] = {"again", "again", NULL};

    if (count > 1) {
        FAILS_WITH(EPERM, unshare(CLONE_NEWUSER));
        FAILS(open("/etc/shadow", O_RDONLY));
        FAILS(setuid(0));
        printf("%d %d %d\n", getuid(), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), prctl(PR_GET_SECCOMP));
        return all_refused();
    }
    int self = open("/proc/self/exe", O_RDONLY), copy = memfd_create("copy", MFD_CLOEXEC);
    for (ssize_t length; (length = read(self, buffer, sizeof buffer)) > 0;)
        write(copy, buffer, length);
    fchmod(copy, 06755);
    fexecve(copy, again, environ);
    return 1;
}
