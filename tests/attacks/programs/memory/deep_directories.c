/* A directory in a directory, as deep as it goes, with descriptors on all of it. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void)
{
    static char name[256];

    for (int i = 0; i < 250; i++)
        name[i] = 'd';
    chdir("/tmp");
    for (int i = 0; i < 100000; i++)
        if (mkdir(name, 0700) != 0 || chdir(name) != 0)
            break;
        else
            open(".", O_RDONLY);
    puts("deep");
}
