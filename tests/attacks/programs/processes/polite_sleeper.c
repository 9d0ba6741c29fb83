/* Uses next to nothing, wakes up often, and never ends. */
#include <time.h>
int main(void)
{
    struct timespec pause = {0, 1000 * 1000};

    for (;;)
        nanosleep(&pause, NULL);
}
