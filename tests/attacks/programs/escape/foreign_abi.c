/* A call by the 32-bit numbers, where 20 is getpid and not writev. */
#include <stdio.h>
int main(void)
{
    long result = 20;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
    printf("%ld\n", result);
}
