/* Every kind of thing that a directory can hold, among them the one device that anybody may make. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>
int main(void)
{
    struct sockaddr_un address = {AF_UNIX, "a socket"};

    if (mknod("null", S_IFCHR | 0666, makedev(1, 3)) == 0 || mknod("disk", S_IFBLK | 0666, makedev(8, 0)) == 0 ||
        mknod("memory", S_IFCHR | 0666, makedev(1, 1)) == 0)
        puts("made a device");
    mknod("whiteout", S_IFCHR, 0);
    mknod("a pipe", S_IFIFO | 0666, 0);
    bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address);
    mkdir("program.out", 0777);
    mkdir("no entry", 0);
    close(open("empty", O_CREAT | O_WRONLY, 0));
    puts("done");
}
