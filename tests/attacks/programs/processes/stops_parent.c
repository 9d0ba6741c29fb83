/* The child stops its parent, and ends. */
#include <signal.h>
#include <unistd.h>
int main(void)
{
    if (fork() == 0) {
        kill(getppid(), SIGSTOP);
        _exit(0);
    }
    for (;;)
        pause();
}
