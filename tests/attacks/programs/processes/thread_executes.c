/* A thread, not the first, executes: it takes over the pid, and the others are gone. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static char **arguments;
static void *execute(void *unused)
{
    char *again[] = {arguments[0], "again", NULL};

    execv("/proc/self/exe", again);
    return NULL;
}
int main(int count, char **given)
{
    pthread_t thread;

    if (count > 1) {
        puts("again");
        return 3;
    }
    arguments = given;
    pthread_create(&thread, NULL, execute, NULL);
    for (;;)
        ;
}
