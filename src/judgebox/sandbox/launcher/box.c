/* Making a box: its namespaces, its root, its init. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

#define BOX_NAMESPACES (CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS)

/* The plan of a box: a NEW_BOX message whose parts have been checked and found. */
struct plan {
    const struct new_box *fixed;
    const unsigned char *filters[FILTERS];
    const unsigned char *operations;
    size_t operations_length;
};

static _Noreturn void give_up(const struct box *box, enum step step, const char *detail)
{
    send_failed(box->socket, step, errno, detail);
    _exit(EXIT_FAILURE);
}

static bool is_terminated(const char *text, size_t size)
{
    return memchr(text, 0, size) != NULL;
}

static bool read_plan(const struct message *message, struct plan *plan)
{
    const struct new_box *fixed = (const struct new_box *)message->bytes;

    if (message->length < sizeof *fixed || fixed->version != PROTOCOL_VERSION)
        return false;
    const unsigned char *next = message->bytes + sizeof *fixed, *end = message->bytes + message->length;
    for (int filter = 0; filter < FILTERS; filter++) {
        if (fixed->filter_lengths[filter] > (size_t)(end - next) / 8)
            return false;
        plan->filters[filter] = next;
        next += (size_t)fixed->filter_lengths[filter] * 8;
    }
    plan->fixed = fixed;
    plan->operations = next;
    plan->operations_length = (size_t)(end - next);
    return is_terminated(fixed->id_map, sizeof fixed->id_map) &&
           is_terminated(fixed->hostname, sizeof fixed->hostname) &&
           is_terminated(fixed->root_place, sizeof fixed->root_place) &&
           is_terminated(fixed->box_options, sizeof fixed->box_options) &&
           is_terminated(fixed->scratch_options, sizeof fixed->scratch_options);
}

/* --- In the spawner ------------------------------------------------------------------------- */

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    ssize_t written = write(fd, text, strlen(text));
    int error_number = errno;
    close(fd);
    errno = error_number;
    return written == (ssize_t)strlen(text);
}

static bool write_id_maps(pid_t init, const struct new_box *plan)
{
    char path[64];

    /* This map anybody may write, once, so a program could leave a note in it for the next. */
    snprintf(path, sizeof path, "/proc/%d/projid_map", init);
    write_text(path, "0 0 1\n");

    if (!plan->has_own_ids) { /* without it the kernel refuses a gid_map by a plain user */
        snprintf(path, sizeof path, "/proc/%d/setgroups", init);
        if (!write_text(path, "deny"))
            return false;
    }
    snprintf(path, sizeof path, "/proc/%d/gid_map", init);
    if (!write_text(path, plan->id_map))
        return false;
    snprintf(path, sizeof path, "/proc/%d/uid_map", init);
    return write_text(path, plan->id_map);
}

static _Noreturn void be_init(struct box *box, const struct plan *plan, int maps_written);

/* A network namespace takes more than half of the time that a box takes to make, so if we may (as root) we take the
 * next box's on ourselves while nobody waits, and leave it to the box. Nobody in the box has any right over it then.
 */
static bool has_fresh_network;

void prepare_network(void)
{
    has_fresh_network = has_fresh_network || unshare(CLONE_NEWNET) == 0;
}

/* Clone the init of a new box. What goes wrong is said on the box's own socket. */
void create_box(struct message *message)
{
    struct clone_args arguments = {.exit_signal = SIGCHLD};
    struct plan plan;
    int maps_written[2];

    if (message->fd_count != 3)
        return;
    struct box box = {.socket = message->fds[0], .output = message->fds[1], .error = message->fds[2]};
    if (!read_plan(message, &plan)) {
        send_failed(box.socket, STEP_MESSAGE, EPROTO, "NEW_BOX");
        return;
    }
    if (pipe2(maps_written, O_CLOEXEC) != 0) {
        send_failed(box.socket, STEP_CLONE, errno, "pipe");
        return;
    }
    arguments.flags = BOX_NAMESPACES | (has_fresh_network ? 0 : CLONE_NEWNET);
    pid_t init = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (init == 0) {
        close(maps_written[1]);
        be_init(&box, &plan, maps_written[0]);
    }
    if (init < 0)
        send_failed(box.socket, STEP_CLONE, errno, "");
    else if (write_id_maps(init, plan.fixed))
        (void)!write(maps_written[1], "", 1);
    else
        send_failed(box.socket, STEP_ID_MAP, errno, plan.fixed->id_map);
    has_fresh_network = false; /* it is the box's now */
    close(maps_written[0]);
    close(maps_written[1]); /* an init that has got no byte ends by itself */
}

/* --- In the init: identity ------------------------------------------------------------------ */

static void take_identity(const struct box *box)
{
    const struct new_box *plan = box->plan;

    if (plan->has_own_ids && setgroups(0, NULL) != 0)
        give_up(box, STEP_IDENTITY, "setgroups");
    if (setresgid(plan->init_id, plan->init_id, plan->init_id) != 0 ||
        setresuid(plan->init_id, plan->init_id, plan->init_id) != 0)
        give_up(box, STEP_IDENTITY, "setresuid");
    /* After the change of ids, which would clear it. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        give_up(box, STEP_IDENTITY, "PR_SET_PDEATHSIG");
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL); /* what the spawner ignores, the program must not */
    setsid();
    umask(0);
}

/* Keep the three descriptors of the box, as 3 to 5, and /dev/null as 0 to 2. */
static void keep_own_fds(struct box *box)
{
    int socket = fcntl(box->socket, F_DUPFD_CLOEXEC, 16);
    int output = fcntl(box->output, F_DUPFD_CLOEXEC, 16);
    int error = fcntl(box->error, F_DUPFD_CLOEXEC, 16);

    dup2(STDOUT_FILENO, STDIN_FILENO);
    box->socket = dup3(socket, 3, O_CLOEXEC);
    box->output = dup3(output, 4, O_CLOEXEC);
    box->error = dup3(error, 5, O_CLOEXEC);
    if (box->socket < 0 || box->output < 0 || box->error < 0)
        _exit(EXIT_FAILURE);
    close_range(6, ~0u, 0);
}

/* --- In the init: the root ------------------------------------------------------------------ */

static bool make_file(const char *path, mode_t mode, const void *content, size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

    if (fd < 0)
        return false;
    ssize_t written = write(fd, content, length);
    close(fd);
    return written == (ssize_t)length;
}

/* Attach a copy of a part of the host's tree, with all that is mounted below it. */
static bool bind_tree(const char *source, const char *target, uint64_t attributes)
{
    struct mount_attr attr = {.attr_set = attributes};
    struct stat kind;
    int tree = (int)syscall(SYS_open_tree, AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    bool done = false;

    if (tree < 0)
        return false;
    if (fstat(tree, &kind) == 0) {
        bool exists = S_ISDIR(kind.st_mode) ? mkdir(target, 0755) == 0 : make_file(target, 0444, "", 0);
        done = (exists || errno == EEXIST) &&
               syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr) == 0 &&
               syscall(SYS_move_mount, tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH) == 0;
    }
    int error_number = errno;
    close(tree);
    errno = error_number;
    return done;
}

static bool do_operation(const struct operation *operation, const char *source, const char *target)
{
    switch (operation->kind) {
    case OPERATION_DIRECTORY:
        return mkdir(target, operation->mode) == 0;
    case OPERATION_SYMLINK:
        return symlink(source, target) == 0;
    case OPERATION_FILE:
        return make_file(target, operation->mode, source, operation->source_length);
    case OPERATION_BIND:
        return bind_tree(source, target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    case OPERATION_DEVICE: /* a read-only mount does not keep one from writing to a device */
        return bind_tree(source, target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
    case OPERATION_TMPFS:
        return mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, source) == 0;
    case OPERATION_PROC:
        return mount("proc", target, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, source) == 0;
    default:
        errno = EPROTO;
        return false;
    }
}

static void build_root(const struct box *box, const struct plan *plan)
{
    const unsigned char *next = plan->operations, *end = next + plan->operations_length;

    for (uint32_t index = 0; index < plan->fixed->operation_count; index++) {
        struct operation operation;
        errno = EPROTO;
        if ((size_t)(end - next) < sizeof operation)
            give_up(box, STEP_MESSAGE, "operation");
        memcpy(&operation, next, sizeof operation);
        next += sizeof operation;
        const char *source = (const char *)next;
        size_t rest = (size_t)(end - next);
        if (operation.source_length > rest || operation.target_length > rest - operation.source_length)
            give_up(box, STEP_MESSAGE, "operation");
        const char *target = source + operation.source_length;
        next += operation.source_length + operation.target_length;
        if (!is_string(target, operation.target_length) ||
            (operation.kind != OPERATION_FILE && !is_string(source, operation.source_length)))
            give_up(box, STEP_MESSAGE, "operation");
        if (!do_operation(&operation, source, target) && !(operation.flags & OPERATION_OPTIONAL))
            give_up(box, STEP_MOUNT, operation.kind == OPERATION_BIND ? source : target);
    }
}

/* Make an empty file system the current directory. Nothing from here on reaches the host's mounts. */
static void begin_root(const struct box *box)
{
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        give_up(box, STEP_ROOT, "making mounts private");
    if (mount("tmpfs", box->plan->root_place, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=1024,mode=755") != 0 ||
        chdir(box->plan->root_place) != 0)
        give_up(box, STEP_ROOT, box->plan->root_place);
}

static void enter_root(const struct box *box)
{
    struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};

    if (mkdir("box", 0755) != 0 || mkdir("scratch", 0755) != 0)
        give_up(box, STEP_ROOT, "box");
    if (syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 || chdir("/") != 0)
        give_up(box, STEP_PIVOT, "");
    if (mount("tmpfs", "/box", "tmpfs", MS_NOSUID | MS_NODEV, box->plan->box_options) != 0 ||
        chown("/box", box->plan->program_id, box->plan->program_id) != 0)
        give_up(box, STEP_MOUNT, "/box");
    if (syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, &read_only, sizeof read_only) != 0)
        give_up(box, STEP_ROOT, "making it read-only");
}

/* --- In the init: hardening and service ----------------------------------------------------- */

static void harden(const struct box *box)
{
    /* Programs also lose the right to raise ambient capabilities; a resident needs it. */
    const unsigned long bits =
        SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED;

    if (prctl(PR_SET_SECUREBITS, bits) != 0)
        give_up(box, STEP_HARDEN, "PR_SET_SECUREBITS");
    if (box->plan->has_own_ids && !allow_resident_rights())
        give_up(box, STEP_HARDEN, "capset");
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
        if (prctl(PR_CAPBSET_DROP, capability) != 0)
            give_up(box, STEP_HARDEN, "PR_CAPBSET_DROP");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        give_up(box, STEP_HARDEN, "PR_SET_NO_NEW_PRIVS");
    if (prctl(PR_SET_DUMPABLE, 0) != 0) /* after the changes of ids, which set it again */
        give_up(box, STEP_HARDEN, "PR_SET_DUMPABLE");
    /* What only making the box has needed; whoever got hold of init would miss it. */
    if (!install_filter(&box->filters[FILTER_INIT]))
        give_up(box, STEP_FILTER, "");
}

static void answer(const struct box *box, bool done, enum step step)
{
    struct header header;

    if (done)
        send_message(box->socket, &header, sizeof header, MESSAGE_DONE, -1);
    else
        send_failed(box->socket, step, errno, "");
}

/* If the whole host runs out of memory, a box must go before a worker. */
static void offer_to_oom_killer(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd >= 0) {
        (void)!write(fd, "1000", 4);
        close(fd);
    }
}

/* Keep the files by which later runs join their control groups. */
static void take_cgroups(struct box *box, struct message *message)
{
    if (message->fd_count > CGROUPS_MAX)
        _exit(EXIT_FAILURE);
    drop_spare(box); /* it is in the old ones */
    box->has_run_in_cgroups = false;
    while (box->cgroup_count > 0)
        close(box->cgroups[--box->cgroup_count]);
    memcpy(box->cgroups, message->fds, (size_t)message->fd_count * sizeof *message->fds);
    box->cgroup_count = message->fd_count;
    message->fd_count = 0;
}

static _Noreturn void serve(struct box *box)
{
    struct message *message = box->message;

    while (receive_message(box->socket, message)) {
        switch (kind_of(message)) {
        case MESSAGE_PUT:
            put_file(box, message);
            break;
        case MESSAGE_COLLECT:
            collect_files(box, message);
            break;
        case MESSAGE_FREEZE:
            answer(box, freeze_box(box), STEP_FREEZE);
            break;
        case MESSAGE_RUN:
            run_program(box);
            break;
        case MESSAGE_CGROUPS:
            take_cgroups(box, message);
            break;
        case MESSAGE_PREPARE:
            make_warm_spare(box);
            break;
        case MESSAGE_RESIDENT:
            start_resident(box, message);
            break;
        case MESSAGE_KILL: /* it crossed the result on the way */
            break;
        default:
            _exit(EXIT_FAILURE);
        }
        close_fds(message, 0);
    }
    _exit(EXIT_SUCCESS);
}

static void make_shared_memory(struct box *box)
{
    box->report_file = memfd_create("report", MFD_CLOEXEC);
    if (box->report_file < 0 || ftruncate(box->report_file, sizeof *box->report) != 0)
        give_up(box, STEP_ROOT, "memfd");
    box->report = mmap(NULL, sizeof *box->report, PROT_READ | PROT_WRITE, MAP_SHARED, box->report_file, 0);
    box->message = mmap(NULL, sizeof *box->message, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (box->report == MAP_FAILED || box->message == MAP_FAILED)
        give_up(box, STEP_ROOT, "mmap");
}

static _Noreturn void be_init(struct box *box, const struct plan *plan, int maps_written)
{
    struct header ready;
    char byte;

    box->plan = plan->fixed;
    for (int filter = 0; filter < FILTERS; filter++)
        box->filters[filter] = (struct syscall_filter){.instructions = plan->filters[filter],
                                                       .length = plan->fixed->filter_lengths[filter]};
    box->rules = -1;
    box->signals = -1;
    if (read(maps_written, &byte, 1) != 1)
        _exit(EXIT_FAILURE);
    offer_to_oom_killer(); /* while the file is ours: after the change of ids it is the host's root's */
    keep_own_fds(box);
    take_identity(box);
    if (sethostname(box->plan->hostname, strlen(box->plan->hostname)) != 0 || setdomainname("", 0) != 0)
        give_up(box, STEP_HOSTNAME, box->plan->hostname);
    make_shared_memory(box);
    begin_root(box);
    build_root(box, plan);
    enter_root(box);
    if (!mount_scratch(box))
        give_up(box, STEP_SCRATCH, "/scratch");
    harden(box);
    send_message(box->socket, &ready, sizeof ready, MESSAGE_READY, -1);
    serve(box);
}
