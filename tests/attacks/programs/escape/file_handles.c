/* Opens files of the host by handles that it makes up, past all mounts: "shocker". */
#include "tried.h"
struct handle {
    unsigned int bytes;
    int type;
    unsigned char name[64];
};
int main(void)
{
    struct handle handle;
    int mount_id, places[] = {AT_FDCWD, open("/", O_RDONLY), open("/box", O_RDONLY), open("/usr", O_RDONLY),
                              open("/dev/null", O_RDWR), open("/proc/self", O_RDONLY)};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        memset(&handle, 0, sizeof handle);
        handle.bytes = sizeof handle.name;
        FAILS_WITH(EPERM, syscall(SYS_name_to_handle_at, places[i], "", &handle, &mount_id, AT_EMPTY_PATH));
        FAILS_WITH(EPERM, syscall(SYS_name_to_handle_at, AT_FDCWD, "/usr", &handle, &mount_id, 0));
        for (unsigned int inode = 1; inode < 64; inode++) {
            memset(&handle, 0, sizeof handle);
            handle.bytes = 8;
            handle.type = 1;
            memcpy(handle.name, &inode, sizeof inode);
            FAILS_WITH(EPERM, syscall(SYS_open_by_handle_at, places[i], &handle, O_RDONLY));
        }
    }
    FAILS_WITH(EPERM, syscall(SYS_fanotify_init, 0, O_RDONLY));
    FAILS_WITH(EPERM, syscall(SYS_fanotify_mark, 0, 1, 2, AT_FDCWD, "/"));
    return all_refused();
}
