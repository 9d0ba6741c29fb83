/* Every descendant leaves session and parent at once, and does the same again: nobody's child for long. */
#include <unistd.h>
static void leave(void)
{
    for (;;) {
        if (fork() == 0) {
            setsid();
            if (fork() != 0)
                _exit(0);
        }
    }
}
int main(void)
{
    leave();
}
