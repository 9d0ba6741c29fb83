/* The input is memory of the judge's: maps it, seals it, punches holes into it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/xattr.h>
#include <unistd.h>
#define TRY(call) if ((call) == 0) printf("did %s\n", #call)
int main(void)
{
    char buffer[64] = {0};

    TRY(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 0, 0) == MAP_FAILED);
    char *shared = mmap(NULL, 4096, PROT_READ, MAP_SHARED, 0, 0);
    TRY(shared == MAP_FAILED ? -1 : mprotect(shared, 4096, PROT_READ | PROT_WRITE));
    TRY(fallocate(0, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
    TRY(fallocate(0, 0, 0, 1 << 20));
    TRY(ftruncate(0, 1));
    TRY(shared == MAP_FAILED ? -1 : madvise(shared, 4096, MADV_REMOVE));
    TRY(pwrite(0, "forged", 6, 0) < 0 ? -1 : 0);
    TRY(copy_file_range(0, NULL, 0, NULL, 1, 0) < 0 ? -1 : 0);
    TRY(fcntl(0, F_ADD_SEALS, F_SEAL_SEAL));
    read(0, buffer, sizeof buffer - 1);
    printf("read %s\n", buffer);
}
