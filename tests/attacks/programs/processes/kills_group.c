/* Ends its own group from a child: the group must be the run's own. */
#include <signal.h>
#include <unistd.h>
int main(void)
{
    if (fork() == 0)
        kill(0, SIGKILL);
    for (;;)
        pause();
}
