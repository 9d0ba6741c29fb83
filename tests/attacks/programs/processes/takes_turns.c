/* Two processes stop each other by turns: whoever is looked at is asleep. */
#include <signal.h>
#include <unistd.h>
int main(void)
{
    pid_t other = getpid(), child = fork();

    if (child != 0)
        other = child;
    for (;;) {
        kill(other, SIGSTOP);
        for (volatile int i = 0; i < 100000; i++)
            ;
        kill(other, SIGCONT);
    }
}
