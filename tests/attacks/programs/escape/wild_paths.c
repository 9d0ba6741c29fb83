/* Gives calls paths that no reader of theirs can follow: none, unmapped, without an end, no text, formats. */
#include "tried.h"

static void try_path(const char *path)
{
    char *const none[] = {NULL};
    struct stat status;

    FAILS(open(path, O_RDONLY));
    FAILS(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0));
    FAILS(syscall(SYS_newfstatat, AT_FDCWD, path, &status, 0));
    FAILS(syscall(SYS_statx, AT_FDCWD, path, 0, 0xfff, &status));
    FAILS(syscall(SYS_execve, path, none, none));
    FAILS(syscall(SYS_execve, path, (char *const *)8, (char *const *)16));
    FAILS(syscall(SYS_mkdir, path, 0700));
    FAILS(syscall(SYS_readlink, path, (char *)-1, 100));
    FAILS(syscall(SYS_rename, path, path));
    FAILS(syscall(SYS_unlink, path));
    FAILS(syscall(SYS_chdir, path));
    FAILS(syscall(SYS_truncate, path, 0));
}

int main(void)
{
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static char endless[70000];

    munmap(page + 4096, 4096);
    memset(page, '/', 4096);
    memset(endless, 'a', sizeof endless - 1);
    try_path(NULL);
    try_path((const char *)1);
    try_path((const char *)-1);
    try_path((const char *)0xffffffff81000000);
    try_path((const char *)0x8000000000000000);
    try_path(page);
    try_path(page + 4095);
    try_path(endless);
    try_path("/\xff\xfe\xc0\x80/\xed\xa0\x80");
    try_path("/%s%n%n%p%99999999d");
    try_path("");
    return all_refused();
}
