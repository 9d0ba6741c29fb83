/* Stops or ends a process of the launcher at a step that the test has chosen, so that what is left behind can be
 * looked at for each of them. A step is a call that changes something; each of the three kinds of processes counts
 * its own. What is chosen, and what was counted, is in the file SHARED.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum role { SPAWNER, INIT, PROGRAM, ROLES };
enum fault { NONE, STOP, END };

/* The twin of Faults in test_no_leftovers.py. */
struct control {
    uint32_t role;
    uint32_t step; /* the first one is 1 */
    uint32_t fault;
    uint32_t goes_on; /* set by the test once a stopped process may go on */
    uint32_t is_reached;
    uint32_t counts[ROLES];
};

static volatile struct control *control;
static enum role role = SPAWNER;

__attribute__((constructor)) static void open_control(void)
{
    int fd = open(SHARED, O_RDWR | O_CLOEXEC);

    control = mmap(NULL, SHARED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd < 0 || control == MAP_FAILED)
        abort();
    close(fd);
}

static void step(void)
{
    uint32_t number = __atomic_add_fetch(&control->counts[role], 1, __ATOMIC_SEQ_CST);

    if (control->fault == NONE || control->role != role || control->step != number)
        return;
    control->is_reached = 1;
    if (control->fault == END) /* the kernel keeps a namespace's pid 1 from killing itself, but this is no different */
        _exit(128 + SIGKILL);
    while (!control->goes_on) /* without a system call, since a filter may forbid it */
        __builtin_ia32_pause();
}

#define STEP(type, name, parameters, arguments)                                                                        \
    type __real_##name parameters;                                                                                     \
    type __wrap_##name parameters;                                                                                     \
    type __wrap_##name parameters                                                                                      \
    {                                                                                                                  \
        step();                                                                                                        \
        return __real_##name arguments;                                                                                \
    }

/* A child counts anew, and has done nothing yet at its first step. */
static long be_child_if_zero(long result)
{
    if (result == 0) {
        role++;
        step();
    }
    return result;
}

pid_t __real_fork(void);
pid_t __wrap_fork(void);

pid_t __wrap_fork(void)
{
    step();
    return (pid_t)be_child_if_zero(__real_fork());
}

/* launcher_builds.py looks for these lines. */
STEP(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
STEP(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
STEP(ssize_t, write, (int fd, const void *bytes, size_t length), (fd, bytes, length))
STEP(int, pipe2, (int fds[2], int flags), (fds, flags))
STEP(int, mount, (const char *source, const char *target, const char *kind, unsigned long flags, const void *options),
     (source, target, kind, flags, options))
STEP(int, umount2, (const char *target, int flags), (target, flags))
STEP(int, mkdir, (const char *path, mode_t mode), (path, mode))
STEP(int, chdir, (const char *path), (path))
STEP(int, setresgid, (gid_t real, gid_t effective, gid_t saved), (real, effective, saved))
STEP(int, setresuid, (uid_t real, uid_t effective, uid_t saved), (real, effective, saved))
STEP(pid_t, setsid, (void), ())
STEP(int, close_range, (unsigned first, unsigned last, int flags), (first, last, flags))
STEP(int, sethostname, (const char *name, size_t length), (name, length))
STEP(int, unshare, (int flags), (flags))
STEP(int, ftruncate, (int fd, off_t length), (fd, length))
STEP(int, kill, (pid_t pid, int number), (pid, number))
STEP(int, dup2, (int from, int to), (from, to))
STEP(int, setrlimit, (int resource, const struct rlimit *limit), (resource, limit))
STEP(int, execve, (const char *path, char *const arguments[], char *const environment[]), (path, arguments, environment))

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

long __wrap_syscall(long number, ...)
{
    long values[6];
    va_list rest;

    va_start(rest, number);
    for (int index = 0; index < 6; index++)
        values[index] = va_arg(rest, long);
    va_end(rest);
    step();
    long result = __real_syscall(number, values[0], values[1], values[2], values[3], values[4], values[5]);
    return number == SYS_clone3 ? be_child_if_zero(result) : result;
}
