/* Maps large files of the system and touches a private copy of each page. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void)
{
    for (;;) {
        int fd = open("/proc/self/exe", O_RDONLY);
        volatile char *copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
        if (fd >= 0)
            close(fd);
        if (copy != MAP_FAILED)
            copy[0] = 1;
        else
            mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    }
}
