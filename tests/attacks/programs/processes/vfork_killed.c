/* The parent is killed while it sleeps in vfork; its child shares its memory, and stays. */
#include <signal.h>
#include <unistd.h>
int main(void)
{
    pid_t own = getpid();

    if (vfork() == 0) {
        kill(own, SIGKILL);
        for (;;)
            pause();
    }
}
