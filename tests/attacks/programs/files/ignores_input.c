/* Is given much, and reads none of it. */
#include <stdio.h>
int main(void)
{
    puts("42");
}
