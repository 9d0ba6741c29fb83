/* Reads and writes at the ends of numbers, with lengths to match. */
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>
int main(void)
{
    struct iovec parts[4] = {{(void *)1, SIZE_MAX / 2}, {NULL, SIZE_MAX / 2}, {parts, SSIZE_MAX}, {parts, 1}};
    int fd = open("/tmp/file", O_CREAT | O_RDWR, 0600);
    static const off_t offsets[] = {0, -1, LONG_MAX, LONG_MIN, 1L << 62, 4095};

    for (int i = 0; i < 6; i++)
        for (int target = 0; target < 3; target++) {
            int to = target == 2 ? fd : target;
            pwrite(to, parts, SSIZE_MAX, offsets[i]);
            pread(to, parts, SIZE_MAX, offsets[i]);
            pwritev(to, parts, 4, offsets[i]);
            preadv(to, parts, 1025, offsets[i]);
            lseek(to, offsets[i], SEEK_SET);
            write(to, (void *)-4096L, 10);
            write(to, NULL, 10);
            writev(to, parts, -1);
        }
    lseek(0, 0, SEEK_SET);
    puts("done");
}
