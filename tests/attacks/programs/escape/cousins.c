/* Makes the young relatives of calls that are denied or watched: each must answer as the old one does. */
#include "tried.h"
#include <linux/openat2.h>
#include <sys/uio.h>

#define NEW(number) (number) /* calls that this library has no names for */

int main(void)
{
    struct open_how how = {.flags = O_RDONLY}, write_how = {.flags = O_WRONLY | O_CREAT, .mode = 0777};
    struct iovec part = {.iov_base = &how, .iov_len = 8};
    char *const argv[] = {"su", NULL};
    char buffer[512] = {0};
    int root = open("/", O_PATH), init = syscall(SYS_pidfd_open, 1, 0);

    FAILS(syscall(SYS_openat2, AT_FDCWD, "/etc/shadow", &how, sizeof how));
    FAILS(syscall(SYS_openat2, root, "etc/shadow", &how, sizeof how));
    FAILS(syscall(SYS_openat2, root, "../../etc/shadow", &how, sizeof how));
    FAILS(syscall(SYS_openat2, root, "owned", &write_how, sizeof write_how));
    FAILS(syscall(SYS_openat2, root, "usr/bin/owned", &write_how, sizeof write_how));
    FAILS(syscall(SYS_openat2, AT_FDCWD, "/dev/null", &how, 1 << 20));
    FAILS(syscall(SYS_execveat, root, "root/x", argv, NULL, 0));
    FAILS(syscall(SYS_execveat, root, "", argv, NULL, AT_EMPTY_PATH));
    FAILS(syscall(SYS_fchmodat, root, "usr/bin/bash", 04777));
    FAILS(syscall(NEW(452) /* fchmodat2 */, root, "usr/bin/bash", 04777, 0));
    FAILS(syscall(NEW(452), root, "", 0777, AT_EMPTY_PATH));
    FAILS(syscall(SYS_faccessat2, root, "etc/shadow", R_OK, AT_EACCESS));
    FAILS(syscall(SYS_pidfd_getfd, init, 0, 0));
    FAILS(syscall(SYS_pidfd_getfd, init, 3, 0));
    FAILS(syscall(SYS_process_madvise, init, &part, 1, MADV_COLD, 0));
    FAILS(syscall(SYS_process_madvise, init, &part, 1, MADV_PAGEOUT, 0));
    FAILS(syscall(NEW(448) /* process_mrelease */, init, 0));
    FAILS(syscall(SYS_open_tree, AT_FDCWD, "/", 1));
    FAILS(syscall(SYS_open_tree, root, "", AT_EMPTY_PATH | 1));
    FAILS(syscall(SYS_move_mount, root, "", AT_FDCWD, "/tmp", 4));
    FAILS(syscall(SYS_fsopen, "tmpfs", 0));
    FAILS(syscall(SYS_fspick, AT_FDCWD, "/", 0));
    FAILS(syscall(SYS_fsmount, 0, 0, 0));
    FAILS(syscall(SYS_fsconfig, 0, 0, "x", "y", 0));
    FAILS(syscall(NEW(442) /* mount_setattr */, AT_FDCWD, "/usr", 0, buffer, 32));
    FAILS(syscall(NEW(467) /* open_tree_attr */, AT_FDCWD, "/usr", 1, buffer, 32));
    FAILS(syscall(NEW(457) /* statmount */, buffer, buffer, sizeof buffer, 0));
    FAILS(syscall(NEW(458) /* listmount */, buffer, buffer, 8, 0));
    FAILS(syscall(NEW(463) /* setxattrat */, root, "usr/bin/bash", 0, "user.x", buffer, 16));
    FAILS(syscall(NEW(443) /* quotactl_fd */, root, 0, 0, buffer));
    FAILS(syscall(NEW(450) /* set_mempolicy_home_node */, 0, 4096, 0, 0));
    FAILS(syscall(NEW(461) /* lsm_list_modules */, buffer, (void *)-1, 1));
    return all_refused();
}
