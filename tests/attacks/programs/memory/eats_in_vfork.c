/* Runs out of memory while its parent is asleep in vfork, in memory that is the parent's. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    if (vfork() == 0)
        for (;;)
            memset(malloc(1 << 20), 1, 1 << 20);
    for (;;)
        pause();
}
