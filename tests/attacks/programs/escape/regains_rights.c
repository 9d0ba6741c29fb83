/* Asks for every right back that it lost: ids, groups, capabilities, and to be believed to be somebody else. */
#include "tried.h"
#include <grp.h>
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static void forge_credentials(int as_pid, int as_uid)
{
    int pair[2];
    char data = 'x', control[CMSG_SPACE(sizeof(struct ucred))] = {0};
    struct iovec part = {.iov_base = &data, .iov_len = 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    struct ucred forged = {.pid = as_pid, .uid = as_uid, .gid = as_uid};

    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    *header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof forged), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_CREDENTIALS};
    memcpy(CMSG_DATA(header), &forged, sizeof forged);
    FAILS(sendmsg(pair[0], &message, 0));
}

int main(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct all[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}};
    gid_t groups[] = {0, 6, 42, 1001};

    for (int id = 0; id < 1000; id += 100) {
        FAILS(setuid(id));
        FAILS(setgid(id));
        FAILS(setreuid(-1, id));
        FAILS(setregid(id, -1));
        FAILS(setresuid(id, id, id));
        FAILS(setresgid(-1, -1, id));
        setfsuid(id);
        setfsgid(id);
        if (setfsuid(-1) == id || setfsgid(-1) == id)
            puts("another id for files");
    }
    FAILS(setgroups(4, groups));
    FAILS(setgroups(0, NULL));
    FAILS(syscall(SYS_capset, &header, all));
    for (int capability = 0; capability < 41; capability++) {
        FAILS(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0));
        if (prctl(PR_CAPBSET_READ, capability, 0, 0, 0) != 0)
            printf("capability %d can be had\n", capability);
    }
    FAILS(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    FAILS(prctl(PR_SET_SECUREBITS, 0, 0, 0, 0));
    FAILS(prctl(PR_SET_SECCOMP, 0, 0, 0, 0));
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
        puts("new privileges");
    forge_credentials(1, getuid());
    forge_credentials(getpid(), 0);
    return all_refused();
}
