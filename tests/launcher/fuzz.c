/* Feeds the launcher with damaged messages, in one process and millions a minute.
 *
 * How it works: every call of the launcher that has an effect is replaced by one that only looks at its
 * arguments and then succeeds or fails by chance; recvmsg delivers a message of the corpus, damaged. Where
 * the launcher clones, the harness goes on as the child or as the parent, and where it exits or
 * executes a program, as the next round. What is in the buffer behind a message is poisoned, so the
 * sanitizer reports a parser that reads on; this holds in the memory that an init shares with its spare child, too. A
 * filter traps each call that is not replaced.
 *
 * Usage: fuzz CORPUS SEED FIRST_ROUND ROUNDS SECONDS. A round depends on the seed and its number alone.
 * The corpus is a sequence of: length, number of descriptors, bytes.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sanitizer/asan_interface.h>

#include "launcher.h"

#define CORPUS_MAX (4 * 1024 * 1024)
#define PACKETS_MAX 64
#define CALLS_MAX 1500 /* of a round: what the launcher does until it is told to end could go on for ever */
#define KINDS 32
#define CHILD 4242
#define WORKER_SOCKET 3 /* in an init */

int launcher_main(void);
int __real_prctl(int option, ...);
int __real_clock_gettime(clockid_t clock, struct timespec *time);
void __real__exit(int status);

struct packet {
    uint32_t length;
    uint32_t fd_count;
    uint32_t kind;
    const unsigned char *bytes;
};

static unsigned char corpus[CORPUS_MAX];
static struct packet packets[PACKETS_MAX];
static uint32_t packet_count;

static struct {
    uint64_t random;
    int calls;
    uint32_t rarity; /* one in so many calls fails */
    int is_box_whole; /* so that the messages after it are heard */
    int depth; /* 0: the spawner, 1: an init, 2: a program's process */
    int messages_left;
    int children;
    int next_fd;
    int entries_left;
    size_t mapped;
    uint32_t used; /* how far a box is that is frozen and has run programs before anything is damaged */
    int is_running; /* a message would be about the run */
    struct message *request; /* the last one, in the memory that an init shares */
} now;

static struct {
    uint64_t received, executed, spares, sent[KINDS];
} seen;

static uint64_t seed, round_number;
static jmp_buf next_round;
static _Alignas(4096) unsigned char arena[1024 * 1024];

/* --- Chance --------------------------------------------------------------------------------- */

static uint32_t chance(uint32_t limit)
{
    now.random ^= now.random << 13;
    now.random ^= now.random >> 7;
    now.random ^= now.random << 17;
    return (uint32_t)((now.random >> 16) % limit);
}

static _Noreturn void end_round(void)
{
    longjmp(next_round, 1);
}

/* What every replaced call begins with: whether it succeeds. */
static int succeeds(void)
{
    static const int errors[] = {ENOENT, EACCES, EPERM, EINVAL, ENOMEM, EMFILE, ENOSPC, EEXIST, EBUSY};

    if (now.calls++ > CALLS_MAX)
        end_round();
    if (chance(now.rarity))
        return 1;
    errno = errors[chance(sizeof errors / sizeof *errors)];
    return 0;
}

static int outcome(void)
{
    return succeeds() ? 0 : -1;
}

static int some_fd(void)
{
    return succeeds() ? now.next_fd++ : -1;
}

/* As the kernel would: whatever of it is not the launcher's to give is reported. */
static void look_at(const void *bytes, size_t length)
{
    const volatile char *forbidden = length ? __asan_region_is_poisoned((void *)bytes, length) : NULL;

    if (forbidden)
        (void)*forbidden;
}

/* A name that goes on into the next part of the message is none of the sanitizers' business. */
static void must_fit(size_t length)
{
    if (length >= sizeof((struct new_box *)NULL)->hostname)
        abort();
}

static void look_at_string(const char *text)
{
    if (text)
        look_at(text, strlen(text) + 1);
}

static void look_at_strings(char *const *texts)
{
    while (*texts)
        look_at_string(*texts++);
}

static void fill(void *bytes, size_t length)
{
    for (size_t index = 0; index < length; index++)
        ((unsigned char *)bytes)[index] = (unsigned char)chance(256);
}

/* --- Messages ------------------------------------------------------------------------------- */

static uint32_t interesting(uint32_t old)
{
    static const uint32_t values[] = {0,     1,          2,          7,          8,     9,     16,   17,
                                      255,   256,        1023,       1024,       1025,  4096,  65535, 65536,
                                      98304, 0x1fffffff, 0x20000000, 0x7fffffff, 1u << 31, ~0u - 7, ~0u - 1, ~0u};

    switch (chance(4)) {
    case 0:
        return old + 1;
    case 1:
        return old - 1;
    case 2:
        return old + chance(64);
    default:
        return values[chance(sizeof values / sizeof *values)];
    }
}

static size_t place_in(size_t length)
{
    return chance((uint32_t)(chance(2) && length > 700 ? 700 : length)); /* the fixed part is what decides most */
}

static size_t damage(unsigned char *bytes, size_t length)
{
    uint32_t number;
    size_t place = place_in(length), other = place_in(length), count;

    switch (chance(7)) {
    case 0:
        bytes[place] ^= (unsigned char)(1u << chance(8));
        return length;
    case 1:
        bytes[place] = chance(2) ? 0 : (unsigned char)chance(256);
        return length;
    case 2:
    case 3:
        place &= ~3ul;
        if (place + 4 > length)
            return length;
        memcpy(&number, bytes + place, 4);
        number = interesting(number);
        memcpy(bytes + place, &number, 4);
        return length;
    case 4:
        return 1 + place;
    case 5:
        count = chance(chance(8) ? 64 : 4096);
        if (length + count > MESSAGE_MAX)
            return length;
        fill(bytes + length, count);
        return length + count;
    default:
        count = length - (place > other ? place : other);
        memmove(bytes + place, bytes + other, count < 256 ? count : 256);
        return length;
    }
}

/* After these an init keeps a spare child. */
static const uint32_t uses[] = {MESSAGE_FREEZE, MESSAGE_RUN, MESSAGE_RUN};
#define USES (sizeof uses / sizeof *uses)

static int is_expected(uint32_t kind)
{
    int is_for_spawner = kind == MESSAGE_NEW_BOX || kind == MESSAGE_FILTER;

    if (now.depth == 0)
        return is_for_spawner;
    if (now.is_running)
        return kind == MESSAGE_KILL;
    if (now.depth == 2)
        return kind == MESSAGE_RUN;
    return now.used < USES ? kind == uses[now.used] : !is_for_spawner;
}

static uint32_t choose_damages(void)
{
    if (now.depth == 0 && now.is_box_whole)
        return 0;
    if (now.depth == 1 && now.used < USES)
        return 0;
    return chance(5);
}

static const struct packet *choose_packet(void)
{
    for (;;) { /* a corpus has all kinds */
        const struct packet *packet = &packets[chance(packet_count)];
        if (is_expected(packet->kind) || chance(64) == 0)
            return packet;
    }
}

static size_t compose(unsigned char *bytes, uint32_t *fd_count)
{
    const struct packet *packet = choose_packet();
    struct header *header = (struct header *)bytes;
    size_t length = packet->length;

    memcpy(bytes, packet->bytes, length);
    *fd_count = chance(16) ? packet->fd_count : chance(FDS_MAX + 1);
    for (uint32_t times = choose_damages(); times > 0; times--)
        length = damage(bytes, length);
    if (length >= sizeof *header && chance(32))
        header->length = (uint32_t)length;
    return length;
}

/* Put a packet where it is received; what it does not fill is nobody's to read. */
static size_t deliver(unsigned char *buffer, size_t size, const unsigned char *packet, size_t length)
{
    size_t kept = length < size ? length : size;

    ASAN_UNPOISON_MEMORY_REGION(buffer, size);
    memcpy(buffer, packet, kept);
    ASAN_POISON_MEMORY_REGION(buffer + kept, size - kept);
    return kept;
}

static void deliver_fds(struct msghdr *message, uint32_t count)
{
    message->msg_controllen = message->msg_control && count ? CMSG_SPACE(count * sizeof(int)) : 0;
    if (message->msg_controllen == 0)
        return;
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(count * sizeof(int));
    for (uint32_t index = 0; index < count; index++)
        memcpy(CMSG_DATA(control) + index * sizeof(int), &now.next_fd, sizeof(int));
}

static int is_shared(const void *buffer)
{
    return (const unsigned char *)buffer >= arena && (const unsigned char *)buffer < arena + sizeof arena;
}

static _Alignas(8) unsigned char composed[MESSAGE_MAX + 4096];

/* What an init has received when it sends the streams to its spare child. More than that: an init has checked it. */
static void deliver_request(void)
{
    uint32_t fd_count;
    size_t length = compose(composed, &fd_count);

    now.request->length = deliver(now.request->bytes, sizeof now.request->bytes, composed, length);
    now.request->fd_count = (int)fd_count;
    for (uint32_t index = 0; index < fd_count; index++)
        now.request->fds[index] = chance(2) ? -1 : now.next_fd; /* the init may have closed some */
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags);

ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags)
{
    const struct iovec *part = message->msg_iov;
    uint32_t fd_count = 3;
    size_t length = 1;

    (void)fd, (void)flags;
    if (now.calls++ > CALLS_MAX || now.messages_left-- <= 0)
        return 0;
    now.is_running = now.depth == 1 && !is_shared(part->iov_base);
    if (is_shared(part->iov_base))
        now.request = part->iov_base;
    if (now.depth == 2) {
        seen.spares++;
        deliver_request();
    }
    if (now.depth < 2 || chance(16) == 0)
        length = compose(composed, &fd_count);
    message->msg_flags = length > part->iov_len ? MSG_TRUNC : 0;
    length = deliver(part->iov_base, part->iov_len, composed, length);
    deliver_fds(message, fd_count);
    now.used += now.depth == 1 && !now.is_running;
    seen.received++;
    return (ssize_t)length;
}

ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags);

ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags)
{
    const struct iovec *part = message->msg_iov;

    (void)fd, (void)flags;
    look_at(part->iov_base, part->iov_len);
    look_at(message->msg_control, message->msg_controllen);
    const struct header *header = part->iov_base;
    if (part->iov_len >= sizeof *header && header->kind < KINDS)
        seen.sent[header->kind]++;
    return succeeds() ? (ssize_t)part->iov_len : -1;
}

/* --- Processes ------------------------------------------------------------------------------ */

static long clone_here(void)
{
    if (!succeeds())
        return -1;
    if (now.depth < 2 && (now.depth == 0 || chance(4) == 0)) {
        now.depth++;
        return 0;
    }
    now.children++;
    return CHILD;
}

long __wrap_syscall(long number, ...);

long __wrap_syscall(long number, ...)
{
    va_list rest;

    va_start(rest, number);
    long first = va_arg(rest, long);
    const char *second = va_arg(rest, const char *);
    const struct sock_fprog *third = va_arg(rest, const struct sock_fprog *);
    va_end(rest);
    (void)first;
    switch (number) {
    case SYS_clone3:
        return clone_here();
    case SYS_open_tree:
    case SYS_openat2:
        look_at_string(second);
        return some_fd();
    case SYS_seccomp:
        look_at(third->filter, third->len * sizeof *third->filter);
        return outcome();
    default:
        return outcome();
    }
}

void __wrap__exit(int status);

void __wrap__exit(int status)
{
    (void)status;
    end_round();
}

int __wrap_execve(const char *path, char *const arguments[], char *const environment[]);

int __wrap_execve(const char *path, char *const arguments[], char *const environment[])
{
    look_at_string(path);
    look_at_strings(arguments);
    look_at_strings(environment);
    seen.executed++;
    if (chance(2))
        end_round();
    errno = chance(2) ? ENOENT : EACCES;
    return -1;
}

pid_t __wrap_wait4(pid_t pid, int *status, int options, struct rusage *usage);

pid_t __wrap_wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
    (void)pid;
    if (now.calls++ > CALLS_MAX)
        end_round();
    if (now.children == 0) {
        errno = ECHILD;
        return -1;
    }
    if ((options & WNOHANG) && chance(2))
        return 0;
    now.children--;
    fill(status, sizeof *status);
    memset(usage, 0, sizeof *usage);
    return CHILD;
}

pid_t __wrap_fork(void);

pid_t __wrap_fork(void)
{
    return (pid_t)clone_here();
}

int __wrap_poll(struct pollfd *polled, nfds_t count, int timeout);

int __wrap_poll(struct pollfd *polled, nfds_t count, int timeout)
{
    int ready = 0;

    (void)timeout;
    if (!succeeds())
        return -1;
    for (nfds_t index = 0; index < count; index++) {
        polled[index].revents = chance(2) ? POLLIN : chance(8) ? 0 : POLLHUP;
        if (polled[index].fd < 0 || (polled[index].fd == WORKER_SOCKET && chance(16)))
            polled[index].revents = 0; /* a worker rarely says anything about a run */
        ready += polled[index].revents != 0;
    }
    return ready;
}

/* --- Files ---------------------------------------------------------------------------------- */

ssize_t __wrap_read(int fd, void *bytes, size_t length);

ssize_t __wrap_read(int fd, void *bytes, size_t length)
{
    (void)fd;
    errno = EAGAIN;
    if (chance(3) == 0 || !succeeds())
        return -1;
    size_t got = chance(4) && length > 300 ? 300 : chance(8) ? length : chance((uint32_t)length + 1);
    memset(bytes, (int)chance(256), got);
    return (ssize_t)got;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t length);

ssize_t __wrap_write(int fd, const void *bytes, size_t length)
{
    (void)fd;
    look_at(bytes, length);
    return succeeds() ? (ssize_t)length : -1;
}

int __wrap_open(const char *path, int flags, ...);

int __wrap_open(const char *path, int flags, ...)
{
    (void)flags;
    look_at_string(path);
    return some_fd();
}

int __wrap_fstat(int fd, struct stat *found);

int __wrap_fstat(int fd, struct stat *found)
{
    (void)fd;
    memset(found, 0, sizeof *found);
    found->st_mode = (chance(8) ? S_IFREG : S_IFDIR) | 0644;
    return outcome();
}

int __wrap_lstat(const char *path, struct stat *found);

int __wrap_lstat(const char *path, struct stat *found)
{
    look_at_string(path);
    memset(found, 0, sizeof *found);
    found->st_nlink = 2 + chance(2);
    return outcome();
}

int __wrap_statfs(const char *path, struct statfs *found);

int __wrap_statfs(const char *path, struct statfs *found)
{
    look_at_string(path);
    memset(found, 0, sizeof *found);
    return outcome();
}

/* What a resident answers, or anything else. */
ssize_t __wrap_recv(int fd, void *bytes, size_t length, int flags);

ssize_t __wrap_recv(int fd, void *bytes, size_t length, int flags)
{
    static const int32_t answers[] = {0, CHILD, CHILD, CHILD, -ENOMEM, -4095, -4096, INT32_MAX, INT32_MIN};

    (void)fd, (void)flags;
    if (!succeeds() || length < sizeof *answers)
        return -1;
    memcpy(bytes, &answers[chance(sizeof answers / sizeof *answers)], sizeof *answers);
    now.children += 1;
    return chance(16) ? (ssize_t)sizeof *answers : (ssize_t)chance(sizeof *answers);
}

static struct dirent entry;

DIR *__wrap_opendir(const char *path);

DIR *__wrap_opendir(const char *path)
{
    look_at_string(path);
    return succeeds() ? (DIR *)&entry : NULL;
}

DIR *__wrap_fdopendir(int fd);

DIR *__wrap_fdopendir(int fd)
{
    (void)fd;
    return succeeds() ? (DIR *)&entry : NULL;
}

struct dirent *__wrap_readdir(DIR *directory);

struct dirent *__wrap_readdir(DIR *directory)
{
    (void)directory;
    if (!succeeds() || chance(6) == 0 || now.entries_left-- <= 0)
        return NULL;
    size_t length = chance(8) ? 1 + chance(20) : 1 + chance(255);
    memset(entry.d_name, chance(8) ? 'a' : '1', length);
    entry.d_name[length] = 0;
    entry.d_type = chance(2) ? DT_DIR : chance(4) ? DT_REG : DT_LNK;
    return &entry;
}

int __wrap_closedir(DIR *directory);

int __wrap_closedir(DIR *directory)
{
    (void)directory;
    return outcome();
}

void *__wrap_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);

void *__wrap_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    size_t start = now.mapped;

    (void)address, (void)protection, (void)flags, (void)fd, (void)offset;
    if (!succeeds() || length > sizeof arena - start)
        return MAP_FAILED;
    now.mapped += (length + 4095) & ~4095ul;
    ASAN_UNPOISON_MEMORY_REGION(arena + start, length);
    ASAN_POISON_MEMORY_REGION(arena + start + length, now.mapped - start - length);
    return memset(arena + start, 0, length);
}

int __wrap_getrlimit(int resource, struct rlimit *limit);

int __wrap_getrlimit(int resource, struct rlimit *limit)
{
    (void)resource;
    *limit = (struct rlimit){.rlim_cur = 100, .rlim_max = 1000};
    return outcome();
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *time);

int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
    (void)clock;
    *time = (struct timespec){.tv_sec = now.calls};
    return 0;
}

/* --- What only succeeds or fails ------------------------------------------------------------ */

/* launcher_builds.py looks for these lines. */
#define STEP(type, name, parameters, body)                                                                             \
    type __wrap_##name parameters;                                                                                     \
    type __wrap_##name parameters                                                                                      \
    {                                                                                                                  \
        body;                                                                                                          \
    }

#pragma GCC diagnostic ignored "-Wunused-parameter"

STEP(int, mount, (const char *a, const char *b, const char *c, unsigned long d, const void *e),
     look_at_string(a); look_at_string(b); look_at_string(e); return outcome())
STEP(int, umount2, (const char *a, int b), look_at_string(a); return outcome())
STEP(int, mkdir, (const char *a, mode_t b), look_at_string(a); return outcome())
STEP(int, mkdirat, (int a, const char *b, mode_t c), look_at_string(b); return outcome())
STEP(int, symlink, (const char *a, const char *b), look_at_string(a); look_at_string(b); return outcome())
STEP(int, chown, (const char *a, uid_t b, gid_t c), look_at_string(a); return outcome())
STEP(int, fchown, (int a, uid_t b, gid_t c), return outcome())
STEP(int, fchownat, (int a, const char *b, uid_t c, gid_t d, int e), look_at_string(b); return outcome())
STEP(int, fchmod, (int a, mode_t b), return outcome())
STEP(int, chdir, (const char *a), look_at_string(a); return outcome())
STEP(int, sethostname, (const char *a, size_t b), look_at(a, b); must_fit(b); return outcome())
STEP(int, setdomainname, (const char *a, size_t b), look_at(a, b); return outcome())
STEP(int, setgroups, (size_t a, const gid_t *b), look_at(b, a * sizeof *b); return outcome())
STEP(int, setresuid, (uid_t a, uid_t b, uid_t c), return outcome())
STEP(int, setresgid, (gid_t a, gid_t b, gid_t c), return outcome())
STEP(pid_t, setsid, (void), return outcome())
STEP(mode_t, umask, (mode_t a), return 0)
STEP(int, setrlimit, (int a, const struct rlimit *b), look_at(b, sizeof *b); return outcome())
STEP(int, prctl, (int a, ...), return a == PR_CAPBSET_READ && chance(20) == 0 ? -1 : outcome())
STEP(int, unshare, (int a), return a == CLONE_NEWNET ? 0 : outcome()) /* the launcher keeps it beyond a round */
STEP(int, kill, (pid_t a, int b), return outcome())
STEP(int, close, (int a), return outcome())
STEP(int, close_range, (unsigned a, unsigned b, int c), return outcome())
STEP(int, dup2, (int a, int b), return succeeds() ? b : -1)
STEP(int, dup3, (int a, int b, int c), return succeeds() ? b : -1)
STEP(int, fcntl, (int a, int b, ...), return b == F_DUPFD || b == F_DUPFD_CLOEXEC ? some_fd() : outcome())
STEP(int, pipe2, (int a[2], int b), a[0] = some_fd(); a[1] = some_fd(); return outcome())
STEP(int, signalfd, (int a, const sigset_t *b, int c), return some_fd())
STEP(int, memfd_create, (const char *a, unsigned b), look_at_string(a); return some_fd())
STEP(int, socketpair, (int a, int b, int c, int d[2]), d[0] = some_fd(); d[1] = some_fd(); return outcome())
STEP(pid_t, waitpid, (pid_t a, int *b, int c), now.children = 0; return CHILD)
STEP(ssize_t, listxattr, (const char *a, char *b, size_t c), look_at_string(a); return outcome())
STEP(int, ftruncate, (int a, off_t b), return outcome())
STEP(off_t, lseek, (int a, off_t b, int c), return !succeeds() ? -1 : c == SEEK_CUR && chance(2) ? 300 : 0)
STEP(int, waitid, (idtype_t a, id_t b, siginfo_t *c, int d), c->si_pid = chance(8) ? 0 : CHILD; return outcome())
STEP(int, sigprocmask, (int a, const sigset_t *b, sigset_t *c), return outcome())
STEP(sighandler_t, signal, (int a, sighandler_t b), return SIG_DFL)

/* --- The harness ---------------------------------------------------------------------------- */

const char *__asan_default_options(void)
{
    return "detect_leaks=0:detect_stack_use_after_return=0:handle_sigill=0";
}

const char *__ubsan_default_options(void)
{
    return "print_stacktrace=1";
}

static void tell_round(void)
{
    fprintf(stderr, "in round %llu of seed %llu\n", (unsigned long long)round_number, (unsigned long long)seed);
}

void __asan_on_error(void)
{
    tell_round();
}

void __ubsan_on_report(void)
{
    tell_round();
}

static void tell_call(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    tell_round();
    fprintf(stderr, "the launcher made system call %d, which is not replaced here\n", info->si_syscall);
    __real__exit(3);
}

/* What the harness and the sanitizers need for themselves, all harmless. */
static void forbid_the_rest(void)
{
    static const int allowed[] = {SYS_read,        SYS_write,    SYS_mmap,         SYS_munmap,      SYS_brk,
                                  SYS_futex,       SYS_exit,     SYS_exit_group,   SYS_rt_sigreturn, SYS_madvise,
                                  SYS_rt_sigaction, SYS_openat,  SYS_lseek,        SYS_newfstatat,  SYS_readlink,
                                  SYS_rt_sigprocmask, SYS_close, SYS_clock_gettime, SYS_mprotect,   SYS_sigaltstack,
                                  SYS_getpid,      SYS_gettid,   SYS_fstat,        SYS_open,        SYS_stat,
                                  SYS_sched_yield, SYS_prctl,    SYS_getrlimit,    SYS_prlimit64,    SYS_ioctl,
                                  SYS_fcntl};
    struct sigaction trap = {.sa_sigaction = tell_call, .sa_flags = SA_SIGINFO};
    struct sock_filter code[sizeof allowed / sizeof *allowed * 2 + 2];
    struct sock_fprog filter = {.filter = code};

    sigaction(SIGSYS, &trap, NULL);
    code[filter.len++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t index = 0; index < sizeof allowed / sizeof *allowed; index++) {
        code[filter.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)allowed[index], 0, 1);
        code[filter.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    code[filter.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
    if (__real_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        __real_prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
        abort();
}

static void read_corpus(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(corpus, 1, sizeof corpus, file) : 0;

    for (size_t next = 0; next + 8 <= length && packet_count < PACKETS_MAX; packet_count++) {
        struct packet *packet = &packets[packet_count];
        memcpy(&packet->length, corpus + next, 4);
        memcpy(&packet->fd_count, corpus + next + 4, 4);
        packet->bytes = corpus + next + 8;
        memcpy(&packet->kind, packet->bytes, 4);
        next += 8 + packet->length;
    }
    if (!file || packet_count == 0)
        abort();
    fclose(file);
}

static void play_round(void)
{
    memset(&now, 0, sizeof now);
    now.random = (seed + 1) * 0x9e3779b97f4a7c15u ^ (round_number + 1) * 0xd1342543de82ef95u;
    now.next_fd = 100;
    for (int times = 0; times < 4; times++)
        chance(2);
    now.rarity = chance(3) ? 100000 : 64;
    now.is_box_whole = chance(3) != 0;
    now.used = chance(2) ? 0 : USES;
    now.messages_left = 2 + (int)chance(12);
    now.entries_left = 200;
    if (setjmp(next_round) == 0)
        launcher_main();
}

int main(int count, char **arguments)
{
    struct timespec time;

    if (count != 6)
        return 2;
    read_corpus(arguments[1]);
    seed = strtoull(arguments[2], NULL, 10);
    uint64_t first = strtoull(arguments[3], NULL, 10), rounds = strtoull(arguments[4], NULL, 10);
    __real_clock_gettime(CLOCK_MONOTONIC, &time);
    time_t end = time.tv_sec + atoi(arguments[5]);
    forbid_the_rest();
    for (round_number = first; round_number < first + rounds && time.tv_sec < end; round_number++) {
        play_round();
        if (round_number % 1024 == 0)
            __real_clock_gettime(CLOCK_MONOTONIC, &time);
    }
    printf("rounds %llu\nreceived %llu\nexecuted %llu\nspares %llu\n", (unsigned long long)(round_number - first),
           (unsigned long long)seen.received, (unsigned long long)seen.executed, (unsigned long long)seen.spares);
    for (int kind = 0; kind < KINDS; kind++)
        if (seen.sent[kind])
            printf("sent-%d %llu\n", kind, (unsigned long long)seen.sent[kind]);
    return 0;
}
