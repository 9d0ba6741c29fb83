/* Closes all three streams, which is no ending, and stays. */
#include <unistd.h>
int main(void)
{
    close(0);
    close(1);
    close(2);
    for (;;)
        pause();
}
