/* The parent sleeps while a grandchild, for which nobody waits, burns CPU time. */
#include <unistd.h>
int main(void)
{
    if (fork() == 0) {
        if (fork() == 0)
            for (;;)
                ;
        _exit(0);
    }
    pause();
}
