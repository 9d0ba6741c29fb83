/* Reserves 64 GiB of addresses, as runtimes do, and touches little of it. */
#include <stdio.h>
#include <sys/mman.h>
int main(void)
{
    size_t size = (size_t)64 << 30;
    char *block = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (block == MAP_FAILED)
        return 1;
    for (size_t i = 0; i < 16; i++) {
        char *part = block + i * ((size_t)4 << 30);
        if (mprotect(part, 4096, PROT_READ | PROT_WRITE) != 0)
            return 2;
        *part = 1;
    }
    puts("reserved");
}
