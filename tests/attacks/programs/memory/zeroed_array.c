/* A gigabyte of zeros in the program itself: free as long as nobody touches it. */
#include <stdio.h>
#include <string.h>
static char zeros[1 << 30];
int main(int count, char **arguments)
{
    puts("started");
    fflush(stdout);
    if (count > 1)
        memset(zeros, 1, sizeof zeros);
    return zeros[0] + zeros[sizeof zeros - 1];
}
