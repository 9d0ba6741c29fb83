/* Executes itself with as many arguments as the kernel takes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int count, char **arguments)
{
    static char text[100 * 1024];
    static char *many[1000];

    if (count > 2) {
        puts("again");
        return 0;
    }
    memset(text, 'x', sizeof text - 1);
    for (int length = 999; length > 0; length /= 2) {
        for (int i = 0; i < length; i++)
            many[i] = text;
        many[length] = NULL;
        execv("/proc/self/exe", many);
    }
    puts("never");
}
