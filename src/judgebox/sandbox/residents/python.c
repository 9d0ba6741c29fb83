/* The resident Python: an interpreter that has started already, of which every run is a copy.
 *
 * How it works
 * ============
 *
 * Init starts the very command that later runs are, `python3 main.py`, with this library loaded into it before
 * all others (LD_PRELOAD). The interpreter starts as always, until it looks at main.py for the first time, by
 * libc's stat. There our stat is called in place of libc's: it tells the init that the resident is ready, and
 * waits. For every run it makes a copy of the process. The copy becomes the program, as far as rights, limits
 * and descriptors go, and then does nothing but return from stat, so the interpreter goes on to find, compile
 * and run main.py and to end as it always does. Nothing of that is imitated, so nothing of it can differ: the
 * modules, the frames, the tracebacks, what happens when main.py is missing or a zip file, the exit code.
 *
 * The resident itself never gets beyond its wait, so never does anything for a stranger. It starts while /box
 * and /tmp are still empty: if ever an interpreter does not call stat, it finds no file, and ends.
 *
 * What the interpreter has looked at before its file, and a copy would see as it was then:
 *
 *     argv, environment    Those of the run must be the same, or the copy executes the command afresh.
 *     streams              sys.stdin, stdout and stderr exist. Their objects know whether one can seek, whether
 *                          it is a terminal, and the size of blocks, so we start with an input that can seek and
 *                          two pipes. If the run's are of another kind, the copy executes the command afresh.
 *     RLIMIT_STACK         libc has taken the size of threads' stacks from it, so we set that again. The kernel has
 *                          left that much room below the stack, so init sets a large limit for the resident.
 *     LD_PRELOAD           is removed before the interpreter starts, from what the kernel shows of it too.
 *
 * Memory: pages are shared until one of the two writes, and then are charged to who does. A copy takes all
 * pages of its own at once instead: it would write to most of them anyway, and one call is cheaper than a fault
 * for each. So its memory is what it would be if it had started by itself, and the limit is met where it would be.
 *
 * Locks, threads: there is one thread, and it holds no lock of libc's or of the interpreter (around stat it has
 * let go even of the global one), so nothing needs repair in the copy.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <linux/prctl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "resident.h"

#define BOX_DIRECTORY "/box"
#define VARIABLES_MAX 1024
#define STREAMS 3
#define MAPS_BYTES (64 * 1024)
#define REGIONS_MAX 256
#define EXPORTED __attribute__((visibility("default"))) /* all else is hidden, or it would hide what others name alike */
#define PAGE_PRESENT (1ull << 63) /* in /proc/self/pagemap */
#define PAGE_SHARED (1ull << 61)  /* of a file, and unchanged */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* What the interpreter remembers about a stream. */
struct look {
    bool is_terminal;
    off_t position; /* -1 if it cannot seek */
    blksize_t block_bytes;
};

struct region {
    uintptr_t start;
    size_t length;
};

static bool is_waiting;
static char file_path[PATH_MAX];
static char **arguments;
static char *variables[VARIABLES_MAX + 1]; /* as they were at the start: an interpreter may add some */
static struct look looks[STREAMS];
static void *robust_list;
static size_t robust_list_bytes;
static struct region regions[REGIONS_MAX]; /* the pages that are this process's own */
static int region_count;

/* --- What the interpreter sees of its start -------------------------------------------------- */

static struct look look_at(int fd)
{
    struct stat status;
    struct look look = {.is_terminal = isatty(fd), .position = lseek(fd, 0, SEEK_CUR)};

    if (fstat(fd, &status) == 0)
        look.block_bytes = status.st_blksize;
    return look;
}

static bool look_the_same(const struct look *one, const struct look *other)
{
    return one->is_terminal == other->is_terminal && one->position == other->position &&
           one->block_bytes == other->block_bytes;
}

static _Noreturn void give_up(void)
{
    _exit(EXIT_FAILURE); /* before `resident_ready`, so that the init goes on without a resident */
}

/* Runs have pipes as output and error; whatever is written before them is lost. */
static void open_streams(void)
{
    int ends[2];

    if (pipe(ends) != 0 || dup2(ends[1], STDOUT_FILENO) < 0 || dup2(ends[1], STDERR_FILENO) < 0)
        give_up();
    close(ends[0]);
    close(ends[1]);
    for (int fd = 0; fd < STREAMS; fd++)
        looks[fd] = look_at(fd);
}

/* Read the numbers of /proc/self/stat from the third field on, which is no number. */
static bool read_stat(unsigned long long *fields, int count)
{
    char text[2048];
    int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

    close(fd);
    if (length <= 0)
        return false;
    text[length] = 0;
    char *next = strrchr(text, ')');
    for (int index = 0; next && index < count; index++) {
        next = strchr(next + 1, ' ');
        fields[index] = next ? strtoull(next, NULL, 10) : 0;
    }
    return next != NULL;
}

/* Let what /proc shows of the environment end here. A kernel that cannot do it shows zero bytes in its place. */
static void end_environment_at(const char *end)
{
    enum { START_CODE = 26, END_CODE, START_STACK, START_DATA = 45, END_DATA, START_BRK, ARG_START, ARG_END, ENV_START };
    unsigned long long fields[ENV_START + 1];

    if (!read_stat(fields + 3, ENV_START - 2))
        return;
    struct prctl_mm_map map = {
        .start_code = fields[START_CODE], .end_code = fields[END_CODE], .start_data = fields[START_DATA],
        .end_data = fields[END_DATA], .start_brk = fields[START_BRK], .brk = (uintptr_t)sbrk(0),
        .start_stack = fields[START_STACK], .arg_start = fields[ARG_START], .arg_end = fields[ARG_END],
        .env_start = fields[ENV_START], .env_end = (uintptr_t)end, .exe_fd = (uint32_t)-1,
    };
    prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 0);
}

/* Remove our own variable, which is the last, so that neither the interpreter nor a program sees it. */
static void hide_library(char **variable)
{
    char *text = *variable;

    *variable = NULL;
    memset(text, 0, strlen(text));
    end_environment_at(text);
}

/* Called by the dynamic linker before the interpreter's main. */
__attribute__((constructor)) static void prepare(int argc, char **argv, char **environment)
{
    int count = 0;

    while (environment[count] && count < VARIABLES_MAX && strncmp(environment[count], "LD_PRELOAD=", 11) != 0) {
        variables[count] = environment[count];
        count++;
    }
    arguments = argv;
    if (argc < 2 || !environment[count] || environment[count + 1] || count == VARIABLES_MAX ||
        chdir(BOX_DIRECTORY) != 0 ||
        snprintf(file_path, sizeof file_path, "%s/%s", BOX_DIRECTORY, argv[1]) >= (int)sizeof file_path)
        give_up();
    hide_library(environment + count);
    open_streams();
    is_waiting = true;
}

static bool is_our_command(void)
{
    int index;

    for (index = 0; index < resident_argument_count(); index++)
        if (!arguments[index] || strcmp(arguments[index], resident_argument(index)) != 0)
            return false;
    if (arguments[index])
        return false;
    for (index = 0; index < resident_environment_count(); index++)
        if (!variables[index] || strcmp(variables[index], resident_environment(index)) != 0)
            return false;
    return !variables[index];
}

static bool has_our_streams(void)
{
    for (int fd = 0; fd < STREAMS; fd++) {
        struct look now = look_at(fd);
        if (!look_the_same(&looks[fd], &now))
            return false;
    }
    return true;
}

/* Do again what libc did with RLIMIT_STACK when it was loaded; false where the limit says nothing. */
static bool set_thread_stacks(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), least = (size_t)sysconf(_SC_THREAD_STACK_MIN);
    struct rlimit limit;
    pthread_attr_t attributes;

    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return false;
    size_t size = limit.rlim_cur < least ? least : limit.rlim_cur;
    pthread_attr_init(&attributes);
    bool done = pthread_attr_setstacksize(&attributes, (size + page - 1) / page * page) == 0 &&
                pthread_setattr_default_np(&attributes) == 0;
    pthread_attr_destroy(&attributes);
    return done;
}

/* --- Memory --------------------------------------------------------------------------------- */

static void add_page(uintptr_t page, size_t page_bytes)
{
    struct region *last = region_count ? &regions[region_count - 1] : NULL;

    if (last && last->start + last->length == page)
        last->length += page_bytes;
    else if (region_count < REGIONS_MAX)
        regions[region_count++] = (struct region){.start = page, .length = page_bytes};
}

static void find_pages_between(int pagemap, uintptr_t start, uintptr_t end)
{
    size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    uint64_t entries[512];

    while (start < end) {
        size_t count = (end - start) / page_bytes, most = sizeof entries / sizeof *entries;
        ssize_t length = pread(pagemap, entries, (count < most ? count : most) * sizeof *entries,
                               (off_t)(start / page_bytes * sizeof *entries));
        if (length < (ssize_t)sizeof *entries)
            return;
        for (size_t index = 0; index < (size_t)length / sizeof *entries; index++, start += page_bytes)
            if ((entries[index] & (PAGE_PRESENT | PAGE_SHARED)) == PAGE_PRESENT)
                add_page(start, page_bytes);
    }
}

/* Remember which pages are this process's own. Where /proc does not tell, copies take theirs one by one. */
static void find_own_pages(void)
{
    static char text[MAPS_BYTES];
    int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC), pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    size_t length = 0;
    ssize_t part;

    while ((part = read(maps, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)part;
    for (char *line = text; line && *line; line = strchr(line, '\n'), line += line != NULL) {
        char *next;
        uintptr_t start = strtoull(line, &next, 16), end = *next == '-' ? strtoull(next + 1, &next, 16) : 0;
        if (strncmp(next, " rw-p", 5) == 0 || strncmp(next, " rwxp", 5) == 0)
            find_pages_between(pagemap, start, end);
    }
    close(maps);
    close(pagemap);
}

static void take_own_pages(void)
{
    for (int index = 0; index < region_count; index++) /* kernels before 5.14 refuse, which costs nothing but time */
        madvise((void *)regions[index].start, regions[index].length, MADV_POPULATE_WRITE);
}

/* --- Runs ----------------------------------------------------------------------------------- */

static _Noreturn void execute_afresh(void)
{
    char **strings = calloc((size_t)resident_argument_count() + (size_t)resident_environment_count() + 2, sizeof *strings);
    int count = 0, first_variable;

    if (!strings)
        give_up();
    for (int index = 0; index < resident_argument_count(); index++)
        strings[count++] = (char *)resident_argument(index);
    first_variable = ++count;
    for (int index = 0; index < resident_environment_count(); index++)
        strings[count++] = (char *)resident_environment(index);
    resident_executed();
    execve(strings[0], strings, strings + first_variable);
    give_up();
}

static void become_the_program(void)
{
    /* Libc's list of robust mutexes, which the kernel forgets in a copy and libc's own fork would tell it again. */
    syscall(SYS_set_robust_list, robust_list, robust_list_bytes);
    resident_become();
    bool has_stacks = set_thread_stacks();
    take_own_pages();
    resident_take_streams();
    if (!is_our_command() || !has_our_streams() || !has_stacks)
        execute_afresh();
    resident_executed();
}

/* Serve runs until the box ends. Returns in the copies alone. */
static void wait_for_runs(void)
{
    /* Out of /box, not to hold a file system that is replaced between runs. */
    if (syscall(SYS_get_robust_list, 0, &robust_list, &robust_list_bytes) != 0 || chdir("/") != 0 ||
        resident_ready() != 0)
        give_up();
    find_own_pages();
    while (resident_wait() == 0) {
        if (resident_clone() == 0) {
            become_the_program();
            return;
        }
    }
    _exit(EXIT_SUCCESS);
}

static int look_up(const char *path, struct stat64 *status)
{
    if (is_waiting && strcmp(path, file_path) == 0) {
        is_waiting = false;
        wait_for_runs();
    }
    return fstatat64(AT_FDCWD, path, status, 0);
}

/* In place of libc's, for the interpreter and its libraries. */
EXPORTED int stat64(const char *path, struct stat64 *status)
{
    return look_up(path, status);
}

/* What stat64 was to programs built before glibc 2.33. */
EXPORTED int __xstat64(int version, const char *path, struct stat64 *status)
{
    (void)version;
    return look_up(path, status);
}
