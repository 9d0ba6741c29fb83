/* Each of ten processes stays far below the limit, and all together do not. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    for (int i = 0; i < 10; i++)
        if (fork() == 0) {
            memset(malloc(12 << 20), 1, 12 << 20);
            for (;;)
                pause();
        }
    while (wait(NULL) > 0)
        ;
}
