/* Says that it needs its memory no more, and takes it again: 48 MiB in use, many times that touched. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
int main(void)
{
    size_t size = 48 << 20;
    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    for (int i = 0; i < 5; i++) {
        memset(block, i, size);
        madvise(block, size, i & 1 ? MADV_FREE : MADV_DONTNEED);
    }
    puts("done");
}
