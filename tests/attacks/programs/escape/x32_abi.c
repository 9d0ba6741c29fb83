/* A call by the x32 numbers: those of x86-64 with a bit set. */
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    printf("%ld\n", syscall(0x40000000 + 39));
}
