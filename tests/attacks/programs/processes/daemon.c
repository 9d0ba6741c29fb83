/* Leaves the session and its parent, and stays, with a hand on the output. */
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    for (int i = 0; i < 4; i++)
        if (fork() == 0) {
            setsid();
            if (fork() == 0)
                for (;;)
                    pause();
            _exit(0);
        }
    puts("gone");
}
