/* What the whole host has once: its log, its caches, its disks' queues, its budgets. Prints what it got at. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#define TRY(call) if ((call) == 0) printf("got at %s\n", #call)
int main(void)
{
    struct sock_filter log_all = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_LOG);
    struct sock_fprog filter = {1, &log_all};
    int shared = open("/usr/bin/python3", O_RDONLY);
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    aio_context_t context = 0;

    TRY(syscall(SYS_sync));
    TRY(syncfs(shared));
    TRY(posix_fadvise(shared, 0, 0, POSIX_FADV_DONTNEED));
    TRY(madvise(page, 4096, MADV_MERGEABLE));
    TRY(prctl(67 /* PR_SET_MEMORY_MERGE */, 1, 0, 0, 0));
    TRY(prctl(62 /* PR_SCHED_CORE */, 1, 0, 1, 0));
    TRY(syscall(SYS_io_setup, 60000, &context));
    TRY(syscall(SYS_membarrier, 1, 0, 0));
    TRY(syscall(SYS_membarrier, 2, 0, 0));
    /* For what it does not know, the kernel runs the host's program that loads modules. */
    TRY(socket(AF_INET, SOCK_RDM, 250) < 0 && socket(AF_INET, SOCK_DGRAM, 0) < 0 ? -1 : 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG, &filter));
    TRY(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter));
    TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL));
    puts("done");
}
