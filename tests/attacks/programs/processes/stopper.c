/* Stops itself, and never goes on. */
#include <signal.h>
int main(void)
{
    raise(SIGSTOP);
}
