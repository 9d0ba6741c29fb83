/* Calls itself for ever, with more on the stack each time. */
#include <string.h>
static int deeper(int n)
{
    volatile char block[65536];
    memset((char *)block, n, sizeof block);
    return deeper(n + 1) + block[n & 65535];
}
int main(void)
{
    return deeper(0);
}
