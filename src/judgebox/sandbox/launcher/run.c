/* One run: start the program, watch over it, and leave nothing of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

#define STREAMS_MAX (2 + EXTRAS_MAX)
#define LAST_EXTRA 63 /* the highest number of a further descriptor; child.c needs those above */
#define LOOK_AGAIN_MS 2 /* at what a killed run has left: the kernel tells of most ends, not of grandchildren's */

/* A RUN message whose parts have been checked and found. */
struct program {
    const struct run *fixed;
    char *strings[STRINGS_MAX + 3];
    char **candidates; /* each of the three ends with NULL */
    char **arguments;
    char **environment;
    int input;
    int given_output; /* -1: init copies it */
    const int *extra_inputs;
    const int *extra_files; /* where further outputs are copied to */
    uint32_t extra_output_count;
};

/* One of the streams that a running program writes. */
struct stream {
    int pipe;   /* its reading end; -1 once it is at its end */
    int file;   /* where it is copied to */
    uint64_t limit;
    uint64_t copied;
    bool is_over;
};

struct watch {
    pid_t program;
    uint32_t stream_count; /* output, error, further outputs */
    struct stream streams[STREAMS_MAX];
    struct result result;
};

/* --- The message ---------------------------------------------------------------------------- */

static bool are_extras(const struct run *fixed)
{
    for (uint32_t index = 0; index < fixed->extra_count; index++) {
        if (fixed->extras[index] <= STDERR_FILENO || fixed->extras[index] > LAST_EXTRA)
            return false;
        for (uint32_t other = 0; other < index; other++)
            if (fixed->extras[other] == fixed->extras[index])
                return false;
    }
    return true;
}

static bool read_program(struct message *message, struct program *program)
{
    const struct run *fixed = (const struct run *)message->bytes;

    if (message->length < sizeof *fixed || fixed->limit_count > RLIMITS_MAX || fixed->filter <= FILTER_INIT ||
        fixed->filter >= FILTERS || fixed->extra_count > EXTRAS_MAX || fixed->input_count > fixed->extra_count ||
        !are_extras(fixed) || fixed->candidate_count > STRINGS_MAX || fixed->argument_count > STRINGS_MAX ||
        fixed->environment_count > STRINGS_MAX ||
        fixed->candidate_count + fixed->argument_count + fixed->environment_count > STRINGS_MAX ||
        fixed->argument_count == 0)
        return false;
    bool output_given = fixed->flags & RUN_OUTPUT_GIVEN;
    if (message->fd_count != 1 + output_given + (int)fixed->extra_count)
        return false;
    char *next = (char *)message->bytes + sizeof *fixed, *end = (char *)message->bytes + message->length;
    char **pointers = program->strings;
    program->fixed = fixed;
    program->input = message->fds[0];
    program->given_output = output_given ? message->fds[1] : -1;
    program->extra_inputs = message->fds + 1 + output_given;
    program->extra_files = program->extra_inputs + fixed->input_count;
    program->extra_output_count = fixed->extra_count - fixed->input_count;
    program->candidates = take_strings(pointers, fixed->candidate_count, &next, end);
    if (!program->candidates)
        return false;
    pointers += fixed->candidate_count + 1;
    program->arguments = take_strings(pointers, fixed->argument_count, &next, end);
    if (!program->arguments)
        return false;
    pointers += fixed->argument_count + 1;
    program->environment = take_strings(pointers, fixed->environment_count, &next, end);
    return program->environment && next == end;
}

/* --- Starting ------------------------------------------------------------------------------- */

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

static _Noreturn void become_the_program(const struct box *box, const struct program *program,
                                         const struct child *child)
{
    redirect_streams(child);
    execute(box, program);
    report_failed_step(box->report, STEP_EXEC);
}

static pid_t start_cold(const struct box *box, const struct program *program, const struct child *child)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    drop_rights(child);
    become_the_program(box, program, child);
}

/* Make a pipe for a stream, whose reading end is watched; the writing end, for the program, is returned. */
static int add_stream(struct watch *watch, int file, uint64_t limit)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        _exit(EXIT_FAILURE); /* the box has no descriptors left: nothing of it can be trusted */
    watch->streams[watch->stream_count++] = (struct stream){.pipe = ends[0], .file = file, .limit = limit};
    return ends[1];
}

/* Have the ends of children told by a descriptor, from the first run on. */
static void watch_for_ends(struct box *box)
{
    sigset_t child_ended;

    if (box->signals >= 0)
        return;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigprocmask(SIG_SETMASK, &child_ended, NULL);
    box->signals = signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
    if (box->signals < 0)
        _exit(EXIT_FAILURE);
}

/* What is the same for all children of a box. */
static struct child a_child(const struct box *box, uint32_t filter)
{
    return (struct child){
        .report = box->report,
        .cgroups = box->cgroups,
        .cgroup_count = (uint32_t)box->cgroup_count,
        .program_id = box->plan->program_id,
        .has_own_ids = box->plan->has_own_ids,
        .rules = box->rules,
        .filter = box->filters[filter],
    };
}

/* --- A spare child --------------------------------------------------------------------------- */

/* Losing all rights takes more than half of a short run, so after a run a child does that for the next one, which is
 * nearly always alike but for its input. The three streams are sent to it; what to execute it finds in the memory of the
 * request, which it shares.
 */
static _Noreturn void be_spare(const struct box *box, struct child *child, int socket)
{
    static struct program program;
    static struct message streams; /* three descriptors and one byte */

    drop_rights(child);
    if (!receive_packet(socket, &streams) || streams.fd_count != 3 || !read_program(box->message, &program)) {
        errno = EPROTO;
        report_failed_step(box->report, STEP_STREAMS);
    }
    memcpy(child->streams, streams.fds, sizeof child->streams);
    become_the_program(box, &program, child);
}

/* Make a spare, of the resident if `warm` is given; if that fails the next run starts as the first one did. */
static void make_spare(struct box *box, const struct run *last, const struct program *warm)
{
    struct spare *spare = &box->spare;
    struct child child = a_child(box, spare->filter = last->filter);
    int sockets[2];

    spare->limit_count = last->limit_count;
    memcpy(spare->limits, last->limits, sizeof spare->limits);
    child.limits = spare->limits;
    child.limit_count = spare->limit_count;
    spare->is_warm = warm != NULL;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
        return;
    spare->socket = sockets[0];
    spare->pid = warm ? start_warm(box, &child, warm->arguments, warm->environment, sockets[1]) : fork();
    if (spare->pid == 0)
        be_spare(box, &child, sockets[1]);
    close(sockets[1]);
    if (spare->pid < 0) {
        close(spare->socket);
        spare->pid = 0;
    }
}

/* The last warm request, without its descriptors. */
static struct message last_warm;

static void remember_warm(const struct message *message)
{
    memcpy(last_warm.bytes, message->bytes, message->length);
    last_warm.length = message->length;
    last_warm.fd_count = 1;
}

/* After a run by the resident: have its copy for the same request made. Not by ourselves as soon as the run is over,
 * since its memory counts, and the worker must have looked at what is left of the last one first.
 */
void make_warm_spare(struct box *box)
{
    static struct program program;

    if (box->resident && !box->spare.pid && last_warm.length && read_program(&last_warm, &program))
        make_spare(box, program.fixed, &program);
}

void drop_spare(struct box *box)
{
    if (box->spare.pid) {
        kill(box->spare.pid, SIGKILL);
        waitpid(box->spare.pid, NULL, 0);
        close(box->spare.socket);
        box->spare.pid = 0;
    }
}

static bool has_ended(pid_t child)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0;
}

static bool fits_spare(const struct box *box, const struct run *run, bool is_warm)
{
    const struct spare *spare = &box->spare;

    if (!spare->pid || spare->is_warm != is_warm || has_ended(spare->pid))
        return false;
    if (is_warm)
        return box->message->length == last_warm.length && memcmp(run, last_warm.bytes, last_warm.length) == 0;
    return run->extra_count == 0 && run->filter == spare->filter &&
           run->limit_count == spare->limit_count &&
           memcmp(run->limits, spare->limits, sizeof spare->limits[0] * run->limit_count) == 0;
}

static pid_t start_spare(struct box *box, const struct child *child)
{
    pid_t pid = box->spare.pid;

    box->spare.pid = 0; /* from now on it is the program */
    send_packet(box->spare.socket, "", 1, child->streams, 3);
    close(box->spare.socket); /* if the packet was not sent it reads the end, and the run has failed */
    return pid;
}

/* --- Any child ------------------------------------------------------------------------------- */

static pid_t start_child(struct box *box, const struct program *program, const struct child *child, bool is_warm)
{
    if (fits_spare(box, program->fixed, is_warm))
        return start_spare(box, child);
    drop_spare(box);
    if (is_warm)
        return start_warm(box, child, program->arguments, program->environment, -1);
    return start_cold(box, program, child);
}

/* Close what the program has got: whoever is at the other end must see when the program closes it. */
static void close_inputs(struct message *message, const struct program *program)
{
    int count = 1 + (program->given_output >= 0) + (int)program->fixed->input_count;

    for (int index = 0; index < count; index++) {
        close(message->fds[index]);
        message->fds[index] = -1;
    }
}

static pid_t start(struct box *box, const struct program *program, struct watch *watch)
{
    const struct run *fixed = program->fixed;
    int extra_fds[EXTRAS_MAX], opened[STREAMS_MAX], opened_count = 0;
    struct child child = a_child(box, fixed->filter);

    child.limits = fixed->limits;
    child.limit_count = fixed->limit_count;
    child.extras = fixed->extras;
    child.extra_count = fixed->extra_count;
    child.extra_fds = extra_fds;
    child.streams[0] = program->input;
    watch_for_ends(box);
    child.streams[1] = program->given_output;
    int output = add_stream(watch, box->output, fixed->output_limit); /* of nothing, if the output is given */
    if (program->given_output < 0)
        child.streams[1] = output;
    child.streams[2] = add_stream(watch, box->error, fixed->error_limit);
    opened[opened_count++] = output;
    opened[opened_count++] = child.streams[2];
    for (uint32_t index = 0; index < fixed->input_count; index++)
        extra_fds[index] = program->extra_inputs[index];
    for (uint32_t index = 0; index < program->extra_output_count; index++) {
        int end = add_stream(watch, program->extra_files[index], fixed->output_limit);
        extra_fds[fixed->input_count + index] = opened[opened_count++] = end;
    }
    bool is_warm = fixed->flags & RUN_WARM && box->resident;
    watch->result.flags = is_warm ? RESULT_WARM : 0;
    pid_t pid = start_child(box, program, &child, is_warm);
    int error_number = errno;
    while (opened_count > 0)
        close(opened[--opened_count]);
    close_inputs(box->message, program);
    errno = error_number;
    return pid;
}

/* --- Watching ------------------------------------------------------------------------------- */

static void add_usage(struct watch *watch, const struct rusage *usage)
{
    struct result *result = &watch->result;
    uint64_t rss = (uint64_t)usage->ru_maxrss * 1024;

    result->cpu_ns += (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000u +
                      (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000u;
    result->involuntary_switches += (uint64_t)usage->ru_nivcsw;
    if (rss > result->max_rss_bytes)
        result->max_rss_bytes = rss;
}

/* Reap what has ended; with `options` 0 wait until no child is left. */
static void reap(struct watch *watch, struct box *box, int options)
{
    struct rusage usage;
    int status;
    pid_t pid;

    while ((pid = wait4(-1, &status, options, &usage)) > 0 || (pid < 0 && errno == EINTR)) {
        if (pid < 0)
            continue;
        if (pid == box->resident) { /* only the host can have killed it: later runs start as without one */
            box->resident = 0;
            close(box->resident_socket);
            continue;
        }
        add_usage(watch, &usage);
        if (pid != watch->program)
            continue;
        uint64_t started = box->report->executed_at_ns;
        watch->result.ended_ns = now_ns();
        watch->result.wall_ns = started ? watch->result.ended_ns - started : 0;
        watch->result.wait_status = status;
        watch->program = 0;
    }
}

/* Copy what a pipe holds; what is beyond the limit ends the run. */
static void copy_stream(struct stream *stream, struct watch *watch, struct box *box)
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
            kill_all(box, watch->program);
        }
    }
    if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
        close(stream->pipe);
        stream->pipe = -1;
    }
}

static void watch_program(struct watch *watch, struct box *box)
{
    static struct message message;
    struct signalfd_siginfo signal_info;
    struct pollfd polled[2 + STREAMS_MAX] = {{.fd = box->signals, .events = POLLIN},
                                             {.fd = box->socket, .events = POLLIN}};

    while (watch->program) {
        for (uint32_t index = 0; index < watch->stream_count; index++)
            polled[2 + index] = (struct pollfd){.fd = watch->streams[index].pipe, .events = POLLIN};
        if (poll(polled, 2 + watch->stream_count, -1) < 0)
            continue;
        for (uint32_t index = 0; index < watch->stream_count; index++)
            if (polled[2 + index].revents)
                copy_stream(&watch->streams[index], watch, box);
        if (polled[0].revents && read(box->signals, &signal_info, sizeof signal_info) > 0)
            reap(watch, box, WNOHANG);
        if (polled[1].revents) {
            if (!receive_message(box->socket, &message) || kind_of(&message) != MESSAGE_KILL)
                _exit(EXIT_FAILURE); /* the worker is gone; with this process ends the whole box */
            if (watch->program)
                watch->result.flags |= RESULT_KILLED;
            kill_all(box, watch->program);
        }
    }
}

/* End everything that the program has left, and only then look at the last of its output. */
static void finish(struct watch *watch, struct box *box)
{
    kill_all(box, 0);
    if (box->resident) {
        struct pollfd polled = {.fd = box->signals, .events = POLLIN};
        struct signalfd_siginfo signal_info;
        while (reap(watch, box, WNOHANG), !is_alone(box)) {
            poll(&polled, 1, LOOK_AGAIN_MS);
            (void)!read(box->signals, &signal_info, sizeof signal_info);
        }
    } else {
        reap(watch, box, 0);
    }
    for (uint32_t index = 0; index < watch->stream_count; index++) {
        if (watch->streams[index].pipe >= 0)
            copy_stream(&watch->streams[index], watch, box);
        if (watch->streams[index].pipe >= 0)
            close(watch->streams[index].pipe);
    }
}

static void fill_result(struct watch *watch, const struct box *box)
{
    struct result *result = &watch->result;

    result->failed_step = box->report->failed_step;
    result->error_number = box->report->error_number;
    result->output_bytes = watch->streams[0].copied;
    result->error_bytes = watch->streams[1].copied;
    for (uint32_t index = 2; index < watch->stream_count; index++)
        result->extra_bytes[index - 2] = watch->streams[index].copied;
    for (uint32_t index = 0; index < watch->stream_count; index++)
        if (watch->streams[index].is_over)
            result->flags |= index == 1 ? RESULT_ERROR_OVERFLOW : RESULT_OUTPUT_OVERFLOW;
    if (box->report->executed_at_ns)
        result->flags |= RESULT_EXECUTED;
}

static bool empty_file(int file)
{
    return lseek(file, 0, SEEK_CUR) == 0 || (ftruncate(file, 0) == 0 && lseek(file, 0, SEEK_SET) == 0);
}

void run_program(struct box *box)
{
    static struct program program;
    struct watch watch = {0};
    bool is_kept;

    if (!read_program(box->message, &program) || !empty_file(box->output) || !empty_file(box->error))
        _exit(EXIT_FAILURE);
    box->report->failed_step = STEP_NONE;
    box->report->executed_at_ns = 0;
    watch.program = start(box, &program, &watch);
    if (watch.program < 0) {
        box->report->failed_step = STEP_FORK;
        box->report->error_number = errno;
        watch.program = 0;
    }
    watch_program(&watch, box);
    finish(&watch, box);
    fill_result(&watch, box);
    is_kept = program.fixed->flags & RUN_KEPT;
    if (!send_message(box->socket, &watch.result, sizeof watch.result, MESSAGE_RESULT, -1) ||
        (!is_kept && !renew_scratch(box)))
        _exit(EXIT_FAILURE);
    last_warm.length = 0;
    if (is_kept)
        return;
    if (watch.result.flags & RESULT_WARM && program.fixed->extra_count == 0 && program.given_output < 0)
        remember_warm(box->message);
    else if (box->is_frozen && box->has_run_in_cgroups && !box->resident)
        make_spare(box, program.fixed, NULL);
    box->has_run_in_cgroups = true;
}
