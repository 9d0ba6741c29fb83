/* The child kills its parent, and stays. */
#include <signal.h>
#include <unistd.h>
int main(void)
{
    if (fork() == 0) {
        kill(getppid(), SIGKILL);
        for (;;)
            pause();
    }
    for (;;)
        pause();
}
