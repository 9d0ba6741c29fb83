/* Pins memory, in each of the ways. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#define TRY(call) if ((call) == 0) printf("pinned by %s\n", #call)
int main(void)
{
    char *block = mmap(NULL, 8 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    TRY(mlockall(MCL_CURRENT | MCL_FUTURE));
    TRY(mlock(block, 8 << 20));
    TRY(mlock2(block, 8 << 20, MLOCK_ONFAULT));
    TRY(mmap(NULL, 8 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED);
    TRY(mmap(NULL, 8 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) == MAP_FAILED);
    puts("done");
}
