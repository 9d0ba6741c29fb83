/* Ends itself by the signal that it is given. */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
int main(int count, char **arguments)
{
    int number = atoi(arguments[1]);

    signal(number, SIG_DFL);
    kill(getpid(), number);
    return 1;
}
