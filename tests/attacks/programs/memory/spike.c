/* 40 MiB for a moment, given back at once: the peak counts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
int main(void)
{
    size_t size = 40 << 20;
    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memset(block, 1, size);
    munmap(block, size);
    puts("done");
}
