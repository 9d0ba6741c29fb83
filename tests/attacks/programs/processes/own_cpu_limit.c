/* Gives itself a second of CPU time, so that it looks as if we had ended it. */
#include <sys/resource.h>
int main(void)
{
    struct rlimit limit = {1, 1};

    setrlimit(RLIMIT_CPU, &limit);
    for (;;)
        ;
}
