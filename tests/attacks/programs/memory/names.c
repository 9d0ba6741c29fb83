/* Names that do not exist, by the hundred thousand: the kernel remembers that they do not. */
#include <stdio.h>
#include <sys/stat.h>
int main(void)
{
    static char name[256];
    struct stat status;

    for (int i = 0; i < 300000; i++) {
        snprintf(name, sizeof name, "/usr/lib/%0200d", i);
        stat(name, &status);
    }
    puts("asked");
}
