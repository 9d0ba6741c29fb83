/* A call by the 32-bit numbers in a thread of a child, far from the process that is watched. */
#include "tried.h"
#include <pthread.h>
static void *call(void *unused)
{
    long result = 20;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
    printf("%ld\n", result);
    fflush(stdout);
    return NULL;
}
int main(void)
{
    pthread_t thread;
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        pthread_create(&thread, NULL, call, NULL);
        pthread_join(thread, NULL);
        _exit(0);
    }
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return all_refused();
    printf("status %x\n", status);
    return 0;
}
