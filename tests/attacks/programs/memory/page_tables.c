/* Reads one byte of each 2 MiB of nothing: all are one page of zeros, and the tables that lead to it are many. */
#include <stdio.h>
#include <sys/mman.h>
int main(void)
{
    size_t size = (size_t)2 << 40, step = 2 << 20;
    volatile char *block =
        mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    long sum = 0;

    madvise((void *)block, size, MADV_NOHUGEPAGE);
    for (size_t place = 0; place < size; place += step)
        sum += block[place];
    printf("read %ld\n", sum);
}
