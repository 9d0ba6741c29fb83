/* The classic way out of a chroot: one more chroot, below a directory that is held open. */
#include "tried.h"
int main(void)
{
    struct stat root, now;
    int held = open("/", O_RDONLY | O_DIRECTORY);

    stat("/", &root);
    mkdir("/tmp/jail", 0755);
    FAILS_WITH(EPERM, chroot("/tmp/jail"));
    FAILS_WITH(EPERM, chroot("."));
    FAILS_WITH(EPERM, syscall(SYS_pivot_root, "/tmp", "/tmp/jail"));
    fchdir(held);
    for (int i = 0; i < 64; i++)
        chdir("..");
    FAILS_WITH(EPERM, chroot("."));
    stat(".", &now);
    if (root.st_ino != now.st_ino || root.st_dev != now.st_dev)
        puts("above the root");
    FAILS(open("/etc/shadow", O_RDONLY));
    FAILS(open("/root", O_RDONLY));
    return all_refused();
}
