/* A parent that the kernel keeps asleep until the child of vfork ends, which it does not. */
#include <unistd.h>
int main(void)
{
    if (vfork() == 0)
        for (;;)
            pause();
}
