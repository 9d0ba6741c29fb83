/* The right answer, then output without end. */
#include <stdio.h>
int main(void)
{
    puts("42");
    for (;;)
        puts("more");
}
