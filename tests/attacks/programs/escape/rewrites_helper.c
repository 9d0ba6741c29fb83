/* Opens what starts programs through the links of /proc, to replace it by something of its own. */
#include "tried.h"
int main(int count, char **arguments)
{
    char path[64];

    if (count > 1) { /* executed by the link: the one that held the name is now this one */
        int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        FAILS(open(path, O_WRONLY | O_TRUNC));
        return all_refused();
    }
    for (int pid = 1; pid < 8; pid++) {
        if (pid == getpid())
            continue;
        snprintf(path, sizeof path, "/proc/%d/exe", pid);
        FAILS(open(path, O_RDONLY));
        FAILS(open(path, O_PATH));
        FAILS(open(path, O_WRONLY));
        FAILS(execl(path, path, NULL));
    }
    FAILS(open("/proc/self/exe", O_WRONLY));
    FAILS(open("/proc/self/exe", O_RDWR | O_TRUNC));
    FAILS(truncate("/proc/self/exe", 0));
    for (const char *const *name = (const char *const[]){"/usr/bin/bash", "/bin/sh", "/lib64/ld-linux-x86-64.so.2", NULL}; *name; name++) {
        FAILS(open(*name, O_WRONLY));
        FAILS(truncate(*name, 0));
        FAILS(unlink(*name));
        FAILS(rename("/tmp", *name));
        FAILS(chmod(*name, 0777));
    }
    execl("/proc/self/exe", "again", "again", NULL);
    return 1;
}
