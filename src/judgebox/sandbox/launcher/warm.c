/* The init's side of a resident interpreter, which waits in the box and runs programs as copies of itself.
 *
 * The resident is ours until a copy has dropped everything, and keeps the init's rights over the box, for its
 * copies need them to do so. So programs, which have another user id, can neither look into it nor signal it.
 * That is why a worker without ids to give away has no residents.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

#define ANSWERS_WITHIN_MS 10000
#define ERROR_NUMBER_MAX 4095 /* the kernel has none above */
#define WARM_BYTES (64 * 1024)

static const int KEPT_CAPABILITIES[] = {CAP_SYS_ADMIN, CAP_SETUID, CAP_SETGID, CAP_SETPCAP, CAP_SYS_RESOURCE};

/* --- Starting it ---------------------------------------------------------------------------- */

/* Before the bounding set is emptied, which then bounds this too: note what a resident may keep over its execve. */
bool allow_resident_rights(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];

    if (syscall(SYS_capget, &header, data) != 0)
        return false;
    for (size_t index = 0; index < sizeof KEPT_CAPABILITIES / sizeof *KEPT_CAPABILITIES; index++)
        data[KEPT_CAPABILITIES[index] / 32].inheritable |= 1u << KEPT_CAPABILITIES[index] % 32;
    return syscall(SYS_capset, &header, data) == 0;
}

static bool keep_capabilities(void)
{
    for (size_t index = 0; index < sizeof KEPT_CAPABILITIES / sizeof *KEPT_CAPABILITIES; index++)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, KEPT_CAPABILITIES[index], 0, 0) != 0)
            return false;
    return true;
}

static _Noreturn void be_resident(const struct box *box, const struct message *message, int socket, char **arguments,
                                  char **environment)
{
    const struct run *run = (const struct run *)message->bytes;
    int report = fcntl(box->report_file, F_DUPFD, 16), control = fcntl(socket, F_DUPFD, 16);
    sigset_t none;

    for (int index = 0; index < message->fd_count; index++)
        if (write(message->fds[index], "0", 1) != 1)
            report_failed_step(box->report, STEP_CGROUP);
    setsid();
    if (control < 0 || report < 0 || dup2(control, RESIDENT_SOCKET) < 0 || dup2(report, RESIDENT_REPORT) < 0 ||
        close_range(RESIDENT_REPORT + 1, ~0u, 0) != 0)
        report_failed_step(box->report, STEP_STREAMS);
    set_rlimits(box->report, run->limits, run->limit_count);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (!keep_capabilities())
        report_failed_step(box->report, STEP_PRIVILEGES);
    execve(arguments[0], arguments, environment);
    report_failed_step(box->report, STEP_RESIDENT);
}

/* Wait for what the resident answers: a process id, or a negative error number. */
static int32_t answer_of_resident(const struct box *box)
{
    struct pollfd polled = {.fd = box->resident_socket, .events = POLLIN};
    int32_t answer;

    if (poll(&polled, 1, ANSWERS_WITHIN_MS) != 1)
        return -ETIMEDOUT;
    if (recv(box->resident_socket, &answer, sizeof answer, 0) != sizeof answer)
        return -EPIPE;
    return answer < -ERROR_NUMBER_MAX ? -EPROTO : answer;
}

static void end_resident(struct box *box)
{
    kill(box->resident, SIGKILL);
    waitpid(box->resident, NULL, 0);
    close(box->resident_socket);
    box->resident = 0;
}

static bool send_filter(const struct box *box)
{
    const struct syscall_filter *filter = &box->filters[FILTER_BASELINE];

    return send_packet(box->resident_socket, filter->instructions, (size_t)filter->length * 8, NULL, 0);
}

static bool read_strings(struct message *message, char **strings, char ***arguments, char ***environment)
{
    const struct run *fixed = (const struct run *)message->bytes;
    char *next = (char *)message->bytes + sizeof *fixed, *end = (char *)message->bytes + message->length;

    if (message->length < sizeof *fixed || fixed->argument_count == 0 || fixed->argument_count > STRINGS_MAX / 2 ||
        fixed->environment_count > STRINGS_MAX / 2 || fixed->candidate_count != 0 || fixed->limit_count > RLIMITS_MAX)
        return false;
    *arguments = take_strings(strings, fixed->argument_count, &next, end);
    *environment = *arguments ? take_strings(strings + fixed->argument_count + 1, fixed->environment_count, &next, end)
                              : NULL;
    return *arguments && *environment && next == end;
}

void start_resident(struct box *box, struct message *message)
{
    static char *strings[STRINGS_MAX + 2];
    char **arguments, **environment;
    struct header done;
    int sockets[2];

    if (box->resident || !box->plan->has_own_ids || !read_strings(message, strings, &arguments, &environment)) {
        send_failed(box->socket, STEP_MESSAGE, EPROTO, "RESIDENT");
        return;
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
        send_failed(box->socket, STEP_RESIDENT, errno, "socketpair");
        return;
    }
    *box->report = (struct child_report){0};
    pid_t resident = fork();
    if (resident == 0)
        be_resident(box, message, sockets[1], arguments, environment);
    close(sockets[1]);
    box->resident = resident;
    box->resident_socket = sockets[0];
    int32_t answer = resident < 0 ? -errno : answer_of_resident(box);
    if (answer >= 0 && send_filter(box)) {
        send_message(box->socket, &done, sizeof done, MESSAGE_DONE, -1);
        return;
    }
    if (resident > 0)
        end_resident(box);
    box->resident = 0;
    send_failed(box->socket, box->report->failed_step ? box->report->failed_step : STEP_RESIDENT,
                box->report->failed_step ? box->report->error_number : -answer, "resident");
}

/* --- A run ---------------------------------------------------------------------------------- */

static size_t append_strings(unsigned char *bytes, size_t length, char *const strings[])
{
    for (; *strings; strings++) {
        size_t size = strlen(*strings) + 1;
        if (length + size > WARM_BYTES)
            return WARM_BYTES + 1;
        memcpy(bytes + length, *strings, size);
        length += size;
    }
    return length;
}

static uint32_t count_of(char *const strings[])
{
    uint32_t count = 0;

    while (strings[count])
        count++;
    return count;
}

/* Ask the resident for a copy of itself that becomes the program: its process id, or -1 and errno. With a
 * `spare_socket` that is not negative the copy will wait there for its streams.
 */
pid_t start_warm(struct box *box, const struct child *child, char *const arguments[], char *const environment[],
                 int spare_socket)
{
    static _Alignas(8) unsigned char packet[WARM_BYTES];
    struct warm_run *fixed = (struct warm_run *)packet;
    int fds[FDS_MAX], fd_count = 0;

    *fixed = (struct warm_run){.limit_count = child->limit_count, .argument_count = count_of(arguments),
                               .environment_count = count_of(environment), .extra_count = child->extra_count,
                               .cgroup_count = child->cgroup_count, .has_rules = child->rules >= 0,
                               .program_id = child->program_id, .has_own_ids = child->has_own_ids, .is_spare = spare_socket >= 0};
    for (uint32_t index = 0; index < child->extra_count; index++)
        fixed->extras[index] = child->extras[index];
    for (uint32_t index = 0; index < child->limit_count; index++)
        fixed->limits[index] = child->limits[index];
    size_t length = append_strings(packet, sizeof *fixed, arguments);
    length = length > WARM_BYTES ? length : append_strings(packet, length, environment);
    if (length > WARM_BYTES || 3 + child->extra_count + child->cgroup_count + 1 > FDS_MAX) {
        errno = E2BIG;
        return -1;
    }
    if (spare_socket >= 0)
        fds[fd_count++] = spare_socket;
    for (int index = 0; index < 3 && spare_socket < 0; index++)
        fds[fd_count++] = child->streams[index];
    for (uint32_t index = 0; index < child->extra_count; index++)
        fds[fd_count++] = child->extra_fds[index];
    for (uint32_t index = 0; index < child->cgroup_count; index++)
        fds[fd_count++] = child->cgroups[index];
    if (child->rules >= 0)
        fds[fd_count++] = child->rules;
    int32_t answer = -EPIPE;
    if (send_packet(box->resident_socket, packet, length, fds, fd_count))
        answer = answer_of_resident(box);
    if (answer > 0)
        return answer;
    errno = answer ? -answer : EPROTO;
    return -1;
}

/* --- Ending what programs left, but not the resident ----------------------------------------- */

static bool set_kill_right(bool is_on)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];

    if (syscall(SYS_capget, &header, data) != 0)
        return false;
    data[0].effective = is_on ? data[0].effective | 1u << CAP_KILL : data[0].effective & ~(1u << CAP_KILL);
    return syscall(SYS_capset, &header, data) == 0;
}

/* As the programs' user, for whom the resident is out of reach, kill whatever there is. */
static void kill_as_program(const struct box *box)
{
    uint32_t program = box->plan->program_id, own = box->plan->init_id;

    if (!set_kill_right(false) || syscall(SYS_setresuid, program, program, own) != 0)
        _exit(EXIT_FAILURE); /* a box that cannot end its programs must end itself */
    kill(-1, SIGKILL);
    if (syscall(SYS_setresuid, own, own, own) != 0 || !set_kill_right(true) || prctl(PR_SET_DUMPABLE, 0) != 0 ||
        prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) /* these two changed with the ids */
        _exit(EXIT_FAILURE);
}

/* Kill everything in this pid namespace but the caller and the resident; new forks cannot outrun it.
 * `program`, if it is not 0, may still have the init's id.
 */
void kill_all(struct box *box, pid_t program)
{
    if (!box->resident) {
        kill(-1, SIGKILL);
        return;
    }
    if (program > 0)
        kill(program, SIGKILL);
    kill_as_program(box);
}

/* Whether no process is left but the init and the resident; zombies count. Without a resident, waiting tells. */
bool is_alone(const struct box *box)
{
    DIR *processes = opendir("/proc");
    const struct dirent *entry;
    int count = 0;

    if (!processes)
        _exit(EXIT_FAILURE);
    while ((entry = readdir(processes)))
        if (isdigit((unsigned char)entry->d_name[0]))
            count++;
    closedir(processes);
    return count <= 1 + (box->resident != 0);
}
