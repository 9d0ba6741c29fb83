/* Collects orphans instead of the init, in a tree that does not die with its parents. */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (fork() == 0) {
        prctl(PR_SET_CHILD_SUBREAPER, 1);
        prctl(PR_SET_PDEATHSIG, 0);
        for (int number = 1; number < 65; number++)
            signal(number, SIG_IGN);
        for (int i = 0; i < 5; i++)
            if (fork() == 0 && fork() == 0)
                setsid();
        for (;;)
            pause();
    }
    usleep(20 * 1000);
    puts("gone");
}
