/* Signals whatever it can reach, the init first. */
#include <signal.h>
#include <stdio.h>
int main(void)
{
    for (int number = 1; number <= 31; number++)
        kill(1, number);
    kill(-1, SIGKILL);
    puts("still here");
}
