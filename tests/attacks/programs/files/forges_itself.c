/* Puts something else in its own place, for the next run: by writing, by renaming, by removing. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static const char forged[] = "#!/bin/sh\necho forged\n";
static void replace(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);

    if (fd >= 0) {
        write(fd, forged, sizeof forged - 1);
        close(fd);
    }
}
int main(int count, char **arguments)
{
    char other[512];

    chmod(arguments[0], 0777);
    replace("/proc/self/exe");
    replace(arguments[0]);
    snprintf(other, sizeof other, "%s.new", arguments[0]);
    replace(other);
    rename(other, arguments[0]);
    unlink("files/forges_itself/program");
    rename("files", "elsewhere");
    mkdir("files", 0755);
    mkdir("files/forges_itself", 0755);
    replace("files/forges_itself/program");
    puts("original");
}
