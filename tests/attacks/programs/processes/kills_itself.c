/* Looks as if it had been killed by the judge. */
#include <signal.h>
int main(void)
{
    raise(SIGKILL);
}
