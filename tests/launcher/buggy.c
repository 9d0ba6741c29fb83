/* A deliberate bug, to prove that a report is never lost: where the launcher sets the umask BUG_AT, which an
 * init sets to 0 and a program's process to 022 before it executes.
 */
#include <stdlib.h>
#include <sys/stat.h>

mode_t __real_umask(mode_t mask);
mode_t __wrap_umask(mode_t mask);

mode_t __wrap_umask(mode_t mask)
{
    volatile int four = 4;

    if (mask == BUG_AT) {
#ifdef BUG_IS_UNDEFINED
        four = four << (four * 10);
#else
        volatile char *bytes = malloc((size_t)four);
        bytes[four] = 1;
#endif
    }
    return __real_umask(mask);
}
