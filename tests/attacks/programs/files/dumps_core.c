/* Wants to leave a core: to a file, or through the program that the host has for it. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
int main(void)
{
    struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    int fd = open("/proc/self/coredump_filter", O_WRONLY);

    write(fd, "0x1ff", 5);
    setrlimit(RLIMIT_CORE, &all);
    prctl(PR_SET_DUMPABLE, 1);
    abort();
}
