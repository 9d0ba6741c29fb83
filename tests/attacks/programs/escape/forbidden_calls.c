/* Makes every call that opens the kernel wider, and prints those that did not fail. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void must_fail(const char *name, long result, int wanted)
{
    if (result != -1 || errno != wanted)
        printf("%s: result %ld, %s\n", name, result, strerror(errno));
}

#define TRY(wanted, number, ...) must_fail(#number, syscall(number, ##__VA_ARGS__), wanted)

int main(void)
{
    char buffer[4096] = {0};
    struct rlimit limit = {0, 0};

    TRY(EPERM, SYS_unshare, CLONE_NEWUSER);
    TRY(EPERM, SYS_unshare, CLONE_NEWNS);
    TRY(EPERM, SYS_setns, 0, 0);
    TRY(EPERM, SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    TRY(EPERM, SYS_clone, CLONE_NEWNET | SIGCHLD, 0, 0, 0, 0);
    TRY(ENOSYS, SYS_clone3, buffer, 64);
    TRY(EPERM, SYS_mount, "x", "/tmp", "tmpfs", 0, "");
    TRY(EPERM, SYS_umount2, "/box", MNT_DETACH);
    TRY(EPERM, SYS_pivot_root, "/", "/tmp");
    TRY(EPERM, SYS_chroot, "/tmp");
    TRY(EPERM, SYS_open_tree, -100, "/", 1);
    TRY(EPERM, SYS_move_mount, 0, "", 0, "", 0);
    TRY(EPERM, SYS_fsopen, "tmpfs", 0);
    TRY(EPERM, SYS_mount_setattr, -100, "/", 0, buffer, 32);
    TRY(ENOSYS, SYS_keyctl, 0, -3, 0, 0, 0);
    TRY(ENOSYS, SYS_add_key, "user", "k", "v", 1, -3);
    TRY(ENOSYS, SYS_request_key, "user", "k", "", -3);
    TRY(ENOSYS, SYS_io_uring_setup, 1, buffer);
    TRY(ENOSYS, SYS_bpf, 0, buffer, 64);
    TRY(ENOSYS, SYS_perf_event_open, buffer, 0, -1, -1, 0);
    TRY(ENOSYS, SYS_userfaultfd, 0);
    TRY(EPERM, SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
    TRY(EPERM, SYS_ptrace, PTRACE_ATTACH, 1, 0, 0);
    TRY(EPERM, SYS_process_vm_readv, 1, buffer, 0, buffer, 0, 0);
    TRY(EPERM, SYS_process_vm_writev, 1, buffer, 0, buffer, 0, 0);
    TRY(EPERM, SYS_kcmp, 1, 1, 0, 0, 0);
    TRY(EPERM, SYS_pidfd_getfd, 0, 0, 0);
    TRY(EPERM, SYS_open_by_handle_at, -100, buffer, 0);
    TRY(EPERM, SYS_name_to_handle_at, -100, "/", buffer, buffer, 0);
    TRY(EPERM, SYS_fanotify_init, 0, 0);
    TRY(EPERM, SYS_reboot, 0xfee1dead, 672274793, 0x4321fedc, 0);
    TRY(EPERM, SYS_settimeofday, buffer, 0);
    TRY(EPERM, SYS_clock_settime, 0, buffer);
    TRY(EPERM, SYS_swapon, "/box/a", 0);
    TRY(EPERM, SYS_init_module, buffer, 0, "");
    TRY(EPERM, SYS_finit_module, 0, "", 0);
    TRY(EPERM, SYS_kexec_load, 0, 0, 0, 0);
    TRY(EPERM, SYS_syslog, 3, buffer, sizeof buffer);
    TRY(EPERM, SYS_quotactl, 0, "/dev/null", 0, 0);
    TRY(EPERM, SYS_acct, "/tmp/x");
    TRY(EPERM, SYS_sched_setattr, 0, buffer, 0);
    TRY(EPERM, SYS_personality, 0x0400000);
    TRY(EPERM, SYS_membarrier, 1, 0, 0);
    TRY(EPERM, SYS_prlimit64, 1, RLIMIT_NOFILE, &limit, 0);
    TRY(EPERM, SYS_prlimit64, 0, RLIMIT_CORE, &limit, 0);
    TRY(EAFNOSUPPORT, SYS_socket, 40, SOCK_STREAM, 0);
    TRY(EAFNOSUPPORT, SYS_socket, 38, SOCK_SEQPACKET, 0);
    TRY(EPERM, SYS_ioctl, 0, 0x5412, buffer);
#ifdef __x86_64__
    TRY(EPERM, SYS_iopl, 3);
    TRY(EPERM, SYS_ioperm, 0, 1, 1);
    TRY(EPERM, SYS_modify_ldt, 0, buffer, 16);
    TRY(EPERM, SYS_setrlimit, RLIMIT_CORE, &limit);
#endif
    puts("tried all");
    return 0;
}
