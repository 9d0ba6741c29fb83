/* Calls the kernel through its old fixed page. */
#include "tried.h"
int main(void)
{
    long (*old_time)(long *) = (long (*)(long *))0xffffffffff600400;
    long told = old_time(NULL);
    return told > 0 ? all_refused() : 1;
}
