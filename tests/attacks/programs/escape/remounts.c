/* Makes what is read-only writable, covers it, or takes away what hides something. */
#include "tried.h"
#include <sys/mount.h>
int main(void)
{
    static const char *const places[] = {"/", "/usr", "/usr/bin", "/etc/passwd", "/box", "/proc", "/dev", "/dev/null", "/tmp", "/dev/shm", "/sys"};

    mkdir("/tmp/other", 0755);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        FAILS(mount(NULL, places[i], NULL, MS_REMOUNT | MS_BIND, NULL));
        FAILS(mount(NULL, places[i], NULL, MS_REMOUNT, "mode=777,size=1t"));
        FAILS(mount("/tmp/other", places[i], NULL, MS_BIND, NULL));
        FAILS(mount(places[i], "/tmp/other", NULL, MS_BIND | MS_REC, NULL));
        FAILS(mount(places[i], "/tmp/other", NULL, MS_MOVE, NULL));
        FAILS(mount(NULL, places[i], NULL, MS_SHARED | MS_REC, NULL));
        FAILS(mount("x", places[i], "tmpfs", 0, NULL));
        FAILS(mount("proc", places[i], "proc", 0, NULL));
        FAILS(mount("overlay", places[i], "overlay", 0, "lowerdir=/,upperdir=/tmp/u,workdir=/tmp/w"));
        FAILS(umount2(places[i], 0));
        FAILS(umount2(places[i], MNT_DETACH));
        FAILS(umount2(places[i], MNT_FORCE));
        FAILS(umount2(places[i], MNT_EXPIRE));
    }
    FAILS(open("/usr/bin/owned", O_WRONLY | O_CREAT, 0755));
    FAILS(mkdir("/owned", 0755));
    FAILS(open("/etc/passwd", O_WRONLY));
    return all_refused();
}
