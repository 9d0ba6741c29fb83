/* Keeps what the sanitizers report: the launcher's streams are /dev/null, and an init sees no file of the
 * host's. The file SHARED holds a length and then the texts; it is mapped from the start on, so it is there in
 * every process that the launcher clones.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sanitizer/asan_interface.h>

struct reports {
    uint32_t length;
    char text[SHARED_BYTES - sizeof(uint32_t)];
};

static struct reports *reports;

static void report(const char *text)
{
    size_t length = strlen(text);
    uint32_t start = __atomic_fetch_add(&reports->length, (uint32_t)length, __ATOMIC_SEQ_CST);

    for (size_t index = 0; index < length && start + index < sizeof reports->text; index++)
        reports->text[start + index] = text[index];
}

/* An exiting process of ours need not free its memory; the names of functions are not to be had in a box. */
const char *__asan_default_options(void)
{
    return "detect_leaks=0:symbolize=0:detect_stack_use_after_return=1";
}

const char *__ubsan_default_options(void)
{
    return "symbolize=0";
}

/* Called before the sanitizer does anything that the filter of an init may forbid. */
void __asan_on_error(void)
{
    report("address: an error\n");
}

void __ubsan_get_current_report_data(const char **kind, const char **message, const char **file, unsigned *line,
                                     unsigned *column, char **address);

void __ubsan_on_report(void)
{
    const char *kind, *message, *file;
    unsigned line, column;
    char *address;

    __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
    report("undefined: ");
    report(kind);
    report(" in ");
    report(file);
    report("\n");
}

__attribute__((constructor)) static void open_reports(void)
{
    int fd = open(SHARED, O_RDWR | O_CLOEXEC);

    reports = mmap(NULL, sizeof *reports, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd < 0 || reports == MAP_FAILED)
        abort();
    close(fd);
    __asan_set_error_report_callback(report);
}
