/* Moves what it has touched, and lets the old place stay behind: sums by address forget it. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif
int main(void)
{
    size_t size = 4 << 20;

    for (;;) {
        char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED)
            pause();
        memset(block, 1, size);
        block = mremap(block, size, size, MREMAP_MAYMOVE | MREMAP_DONTUNMAP);
        if (block != MAP_FAILED)
            mremap(block, size, 2 * size, MREMAP_MAYMOVE);
    }
}
