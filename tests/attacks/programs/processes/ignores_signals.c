/* Blocks and ignores whatever can be, SIGXCPU above all, and burns. */
#include <signal.h>
int main(void)
{
    sigset_t all;

    for (int number = 1; number < 65; number++)
        signal(number, SIG_IGN);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, 0);
    for (;;)
        ;
}
