/* One run: start the program, watch over it, and leave nothing of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "launcher.h"

#define STRINGS_MAX 1024
#define CGROUPS_MAX 8

/* A RUN message whose parts have been checked and found. */
struct program {
    const struct run *fixed;
    char *strings[STRINGS_MAX + 3];
    char **candidates; /* each of the three ends with NULL */
    char **arguments;
    char **environment;
    int input;
    const int *cgroups;
};

/* One of the two streams of a running program. */
struct stream {
    int pipe;   /* its reading end; -1 once it is at its end */
    int file;   /* where it is copied to */
    uint64_t limit;
    uint64_t copied;
    bool is_over;
};

struct watch {
    pid_t program;
    int signals;
    struct stream output;
    struct stream error;
    struct result result;
    struct rusage usage;
};

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* --- The message ---------------------------------------------------------------------------- */

/* Point to `count` strings that follow one another; NULL if there are fewer. */
static char **take_strings(char **pointers, uint32_t count, char **next, const char *end)
{
    for (uint32_t index = 0; index < count; index++) {
        char *zero = memchr(*next, 0, (size_t)(end - *next));
        if (!zero)
            return NULL;
        pointers[index] = *next;
        *next = zero + 1;
    }
    pointers[count] = NULL;
    return pointers;
}

static bool read_program(struct message *message, struct program *program)
{
    const struct run *fixed = (const struct run *)message->bytes;

    if (message->length < sizeof *fixed || fixed->limit_count > RLIMITS_MAX || fixed->cgroup_count > CGROUPS_MAX ||
        message->fd_count != (int)fixed->cgroup_count + 1 || fixed->candidate_count > STRINGS_MAX ||
        fixed->argument_count > STRINGS_MAX || fixed->environment_count > STRINGS_MAX ||
        fixed->candidate_count + fixed->argument_count + fixed->environment_count > STRINGS_MAX ||
        fixed->argument_count == 0)
        return false;
    char *next = (char *)message->bytes + sizeof *fixed, *end = (char *)message->bytes + message->length;
    char **pointers = program->strings;
    program->fixed = fixed;
    program->input = message->fds[0];
    program->cgroups = message->fds + 1;
    program->candidates = take_strings(pointers, fixed->candidate_count, &next, end);
    pointers += fixed->candidate_count + 1;
    program->arguments = take_strings(pointers, fixed->argument_count, &next, end);
    pointers += fixed->argument_count + 1;
    program->environment = take_strings(pointers, fixed->environment_count, &next, end);
    return program->candidates && program->arguments && program->environment && next == end;
}

/* --- In the child --------------------------------------------------------------------------- */

static _Noreturn void report_failed_step(const struct box *box, enum step step)
{
    box->report->failed_step = step;
    box->report->error_number = errno;
    _exit(127);
}

static void join_cgroups(const struct box *box, const struct program *program)
{
    for (uint32_t index = 0; index < program->fixed->cgroup_count; index++)
        if (write(program->cgroups[index], "0", 1) != 1) /* 0 is whoever writes */
            report_failed_step(box, STEP_CGROUP);
    if (unshare(CLONE_NEWCGROUP) != 0)
        report_failed_step(box, STEP_CGROUP);
}

static void redirect_streams(const struct box *box, int input, int output, int error)
{
    if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(error, STDERR_FILENO) < 0 ||
        close_range(STDERR_FILENO + 1, ~0u, 0) != 0)
        report_failed_step(box, STEP_STREAMS);
}

static void set_rlimits(const struct box *box, const struct run *run)
{
    for (uint32_t index = 0; index < run->limit_count; index++) {
        struct rlimit now, wanted = {.rlim_cur = run->limits[index].soft, .rlim_max = run->limits[index].hard};
        int resource = (int)run->limits[index].resource;
        if (getrlimit(resource, &now) != 0)
            report_failed_step(box, STEP_RLIMIT);
        if (wanted.rlim_max > now.rlim_max) /* the host is stricter than we are, and rules */
            wanted.rlim_max = now.rlim_max;
        if (wanted.rlim_cur > wanted.rlim_max)
            wanted.rlim_cur = wanted.rlim_max;
        if (setrlimit(resource, &wanted) != 0)
            report_failed_step(box, STEP_RLIMIT);
    }
}

/* If the whole host runs out of memory, a program must go before a worker. */
static void offer_to_oom_killer(void)
{
    prctl(PR_SET_DUMPABLE, 1); /* or the file is the host's root's; no stranger lives yet who could look at us */
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd >= 0) {
        (void)!write(fd, "1000", 4);
        close(fd);
    }
}

static void drop_privileges(const struct box *box)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {0};
    uint32_t id = box->plan->program_id;

    if (box->plan->has_own_ids && setgroups(0, NULL) != 0)
        report_failed_step(box, STEP_PRIVILEGES);
    if (setresgid(id, id, id) != 0 || setresuid(id, id, id) != 0)
        report_failed_step(box, STEP_PRIVILEGES);
    if (syscall(SYS_capset, &header, none) != 0) /* the securebits keep setresuid from doing it */
        report_failed_step(box, STEP_PRIVILEGES);
}

static void install_syscall_filter(const struct box *box)
{
    struct sock_fprog filter = {
        .len = (unsigned short)box->plan->filter_length, .filter = (struct sock_filter *)box->filter};

    /* Without SPEC_ALLOW, kernels before 5.16 slow down every program that has a filter. */
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) != 0)
        report_failed_step(box, STEP_FILTER);
}

static void execute(const struct box *box, const struct program *program)
{
    int error_number = ENOENT;

    box->report->executed_at_ns = now_ns();
    for (char **path = program->candidates; *path; path++) {
        execve(*path, program->arguments, program->environment);
        if (errno != ENOENT && errno != ENOTDIR)
            error_number = errno;
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
            break;
    }
    box->report->executed_at_ns = 0;
    errno = error_number;
}

static _Noreturn void become_the_program(const struct box *box, const struct program *program, int output, int error)
{
    sigset_t none;

    join_cgroups(box, program); /* first, so that nothing of the program is charged elsewhere */
    setsid();
    offer_to_oom_killer();
    redirect_streams(box, program->input, output, error);
    if (chdir("/box") != 0)
        report_failed_step(box, STEP_STREAMS);
    set_rlimits(box, program->fixed);
    umask(022);
    drop_privileges(box);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    install_syscall_filter(box); /* last: the steps above need calls that it forbids */
    execute(box, program);
    report_failed_step(box, STEP_EXEC);
}

/* --- In the init: watching ------------------------------------------------------------------ */

static void kill_all(void)
{
    kill(-1, SIGKILL); /* everything in this pid namespace but the caller; new forks cannot outrun it */
}

static void add_usage(struct watch *watch, const struct rusage *usage)
{
    struct result *result = &watch->result;
    uint64_t rss = (uint64_t)usage->ru_maxrss * 1024;

    result->cpu_ns += (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000u +
                      (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000u;
    if (rss > result->max_rss_bytes)
        result->max_rss_bytes = rss;
}

/* Reap what has ended; with `options` 0 wait until nothing is left. */
static void reap(struct watch *watch, const struct box *box, int options)
{
    int status;
    pid_t pid;

    while ((pid = wait4(-1, &status, options, &watch->usage)) > 0 || (pid < 0 && errno == EINTR)) {
        if (pid < 0)
            continue;
        add_usage(watch, &watch->usage);
        if (pid != watch->program)
            continue;
        uint64_t started = box->report->executed_at_ns;
        watch->result.wall_ns = started ? now_ns() - started : 0;
        watch->result.wait_status = status;
        watch->program = 0;
    }
}

/* Copy what a pipe holds; what is beyond the limit ends the run. */
static void copy_stream(struct stream *stream)
{
    static unsigned char buffer[64 * 1024];
    ssize_t length;

    while ((length = read(stream->pipe, buffer, sizeof buffer)) > 0) {
        uint64_t room = stream->limit - stream->copied;
        size_t kept = (uint64_t)length < room ? (size_t)length : (size_t)room;
        for (size_t done = 0; done < kept;) {
            ssize_t written = write(stream->file, buffer + done, kept - done);
            if (written <= 0)
                _exit(EXIT_FAILURE); /* the host has no memory: the worker must not judge by half an output */
            done += (size_t)written;
        }
        stream->copied += kept;
        if ((size_t)length > kept) {
            stream->is_over = true;
            kill_all();
        }
    }
    if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
        close(stream->pipe);
        stream->pipe = -1;
    }
}

static void watch_program(struct watch *watch, const struct box *box)
{
    static struct message message;
    struct signalfd_siginfo signal_info;

    while (watch->program) {
        struct pollfd polled[] = {{.fd = watch->signals, .events = POLLIN},
                                  {.fd = box->socket, .events = POLLIN},
                                  {.fd = watch->output.pipe, .events = POLLIN},
                                  {.fd = watch->error.pipe, .events = POLLIN}};
        if (poll(polled, 4, -1) < 0)
            continue;
        if (polled[2].revents)
            copy_stream(&watch->output);
        if (polled[3].revents)
            copy_stream(&watch->error);
        if (polled[0].revents && read(watch->signals, &signal_info, sizeof signal_info) > 0)
            reap(watch, box, WNOHANG);
        if (polled[1].revents) {
            if (!receive_message(box->socket, &message) || kind_of(&message) != MESSAGE_KILL)
                _exit(EXIT_FAILURE); /* the worker is gone; with this process ends the whole box */
            if (watch->program)
                watch->result.flags |= RESULT_KILLED;
            kill_all();
        }
    }
}

/* End everything that the program has left, and only then look at the last of its output. */
static void finish(struct watch *watch, const struct box *box)
{
    kill_all();
    reap(watch, box, 0);
    if (watch->output.pipe >= 0)
        copy_stream(&watch->output);
    if (watch->error.pipe >= 0)
        copy_stream(&watch->error);
}

static void fill_result(struct watch *watch, const struct box *box)
{
    struct result *result = &watch->result;

    result->failed_step = box->report->failed_step;
    result->error_number = box->report->error_number;
    result->output_bytes = watch->output.copied;
    result->error_bytes = watch->error.copied;
    result->flags |= (watch->output.is_over ? RESULT_OUTPUT_OVERFLOW : 0) |
                     (watch->error.is_over ? RESULT_ERROR_OVERFLOW : 0) |
                     (box->report->executed_at_ns ? RESULT_EXECUTED : 0);
}

static void close_watch(struct watch *watch)
{
    close(watch->signals);
    if (watch->output.pipe >= 0)
        close(watch->output.pipe);
    if (watch->error.pipe >= 0)
        close(watch->error.pipe);
}

static pid_t start(const struct box *box, const struct program *program, struct watch *watch)
{
    struct clone_args arguments = {.flags = CLONE_NEWIPC, .exit_signal = SIGCHLD};
    sigset_t child_ended;
    int output[2], error[2];

    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigprocmask(SIG_SETMASK, &child_ended, NULL);
    watch->signals = signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
    if (watch->signals < 0 || pipe2(output, O_CLOEXEC) != 0 || pipe2(error, O_CLOEXEC) != 0)
        _exit(EXIT_FAILURE); /* the box has no descriptors left: nothing of it can be trusted */
    fcntl(output[0], F_SETFL, O_NONBLOCK);
    fcntl(error[0], F_SETFL, O_NONBLOCK);
    pid_t child = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (child == 0)
        become_the_program(box, program, output[1], error[1]);
    int error_number = errno;
    close(output[1]);
    close(error[1]);
    watch->output = (struct stream){.pipe = output[0], .file = box->output, .limit = program->fixed->output_limit};
    watch->error = (struct stream){.pipe = error[0], .file = box->error, .limit = program->fixed->error_limit};
    errno = error_number;
    return child;
}

void run_program(struct box *box, struct message *message)
{
    static struct program program;
    struct watch watch = {0};

    if (!read_program(message, &program))
        _exit(EXIT_FAILURE);
    if (ftruncate(box->output, 0) != 0 || ftruncate(box->error, 0) != 0 || lseek(box->output, 0, SEEK_SET) != 0 ||
        lseek(box->error, 0, SEEK_SET) != 0)
        _exit(EXIT_FAILURE);
    *box->report = (struct child_report){0};
    watch.program = start(box, &program, &watch);
    if (watch.program < 0) {
        box->report->failed_step = STEP_FORK;
        box->report->error_number = errno;
    } else {
        watch_program(&watch, box);
    }
    finish(&watch, box);
    fill_result(&watch, box);
    close_watch(&watch);
    bool renews = program.fixed->flags & RUN_RENEW_AFTER; /* the message's memory is reused below */
    if (!send_message(box->socket, &watch.result, sizeof watch.result, MESSAGE_RESULT, -1))
        _exit(EXIT_FAILURE);
    if (renews && !renew_scratch(box))
        _exit(EXIT_FAILURE);
}
