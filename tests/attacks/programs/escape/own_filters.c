/* Lays filters of its own over the sandbox's, which ask it instead of the kernel: they can only take away. */
#include "tried.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>

static int lay(unsigned int answer, unsigned int flags)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mount, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = 4, .filter = code};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static void let_pass(int listener)
{
    struct seccomp_notif asked = {0};
    struct seccomp_notif_resp answer = {0};

    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) == 0) {
        answer.id = asked.id;
        answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
}

int main(void)
{
    FAILS_WITH(EPERM, mount("x", "/tmp", "tmpfs", 0, ""));
    lay(SECCOMP_RET_ALLOW, 0);
    FAILS_WITH(EPERM, mount("x", "/tmp", "tmpfs", 0, ""));
    lay(SECCOMP_RET_LOG, 2);
    FAILS_WITH(EPERM, mount("x", "/tmp", "tmpfs", 0, ""));
    lay(SECCOMP_RET_TRACE | 1, 0);
    FAILS_WITH(EPERM, mount("x", "/tmp", "tmpfs", 0, ""));
    int listener = lay(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
    pid_t child = fork();
    if (child == 0) {
        alarm(1);
        let_pass(listener);
        _exit(0);
    }
    FAILS_WITH(EPERM, mount("x", "/tmp", "tmpfs", 0, ""));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return all_refused();
}
