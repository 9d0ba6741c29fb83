/* Burns a quarter of a second in 50 children that nobody waits for; they tell through shared memory what they used. */
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
static long used_us(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * 1000000 + used.tv_nsec / 1000;
}
int main(void)
{
    long *total = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int ended[2], byte;

    signal(SIGCHLD, SIG_IGN);
    pipe(ended);
    for (int i = 0; i < 50; i++) {
        if (fork() == 0) {
            while (used_us() < 5000)
                ;
            __sync_fetch_and_add(total, used_us());
            _exit(0);
        }
        if (i % 8 == 7) /* not more at once than the limit allows */
            usleep(40 * 1000);
    }
    close(ended[1]);
    read(ended[0], &byte, 1); /* the last child closes it */
    printf("%ld\n", *total + used_us());
}
