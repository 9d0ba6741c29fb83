/* One byte of each 2 MiB, and asks for pages of that size. */
#include <sys/mman.h>
#include <unistd.h>
int main(void)
{
    size_t size = (size_t)8 << 30;
    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    madvise(block, size, MADV_HUGEPAGE);
    for (size_t i = 0; i < size; i += 2 << 20)
        block[i] = 1;
    for (size_t i = 0; i < size; i += 4096)
        block[i] = 1;
}
