/* Lays filters over filters until the kernel has enough, so that each call costs more and more. */
#include "tried.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
int main(void)
{
    static struct sock_filter code[4096];
    struct sock_fprog program = {.len = 4096, .filter = code};
    int laid = 0;

    for (int i = 0; i < 4095; i++)
        code[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0);
    code[4095] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    while (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0)
        laid++;
    for (;;)
        getppid();
}
