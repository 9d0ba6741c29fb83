/* A chain of processes of which each lives for microseconds: whoever kills by a list of pids comes too late. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    signal(SIGCHLD, SIG_IGN);
    puts("gone");
    fflush(stdout);
    for (int chains = 0; chains < 4; chains++)
        if (fork() == 0)
            for (;;)
                if (fork() != 0)
                    _exit(0);
    usleep(100 * 1000);
}
