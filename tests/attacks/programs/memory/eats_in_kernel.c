/* Has the kernel touch the memory: in one call, so that the program itself is never on its way. */
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
int main(int count, char **arguments)
{
    size_t size = (size_t)1 << 30;
    int way = atoi(arguments[1]);
    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (way == 0 ? MAP_POPULATE : 0), -1, 0);

    if (way == 1)
        madvise(block, size, MADV_POPULATE_WRITE);
    if (way == 2)
        read(open("/dev/zero", O_RDONLY), block, size);
    for (size_t i = 0; i < size; i += 4096)
        block[i] = 1;
    puts("all of it");
}
