/* Landlock: a second wall around what the mounts already say. Made once by the init for all of its programs,
 * and again when the places to write are replaced, since the rules hold for these very directories.
 *
 * Source: Linux Documentation/userspace-api/landlock.rst; the numbers, so that old headers do.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#endif
#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH 1

#define EXECUTE (1ull << 0)
#define WRITE_FILE (1ull << 1)
#define READ_FILE (1ull << 2)
#define READ_DIRECTORY (1ull << 3)
#define MAKE_CHARACTER_DEVICE (1ull << 6)
#define MAKE_BLOCK_DEVICE (1ull << 11)
#define ALL_OF_ABI_2 ((1ull << 14) - 1)
#define TRUNCATE (1ull << 14)     /* ABI 3 */
#define DEVICE_IOCTL (1ull << 15) /* ABI 5 */
#define NET_ALL 3ull              /* ABI 4: to bind and to connect TCP */
#define SCOPE_ALL 3ull            /* ABI 6: abstract sockets and signals stay within the program */

struct rules_attributes {
    uint64_t files;
    uint64_t net;
    uint64_t scoped;
};

struct path_beneath {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

static bool allow(int rules, const char *path, uint64_t allowed)
{
    struct path_beneath rule = {.allowed = allowed, .parent = open(path, O_PATH | O_CLOEXEC)};

    if (rule.parent < 0)
        return false;
    bool done = syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0) == 0;
    int error_number = errno;
    close(rule.parent);
    errno = error_number;
    return done;
}

/* Make the rules of programs: -1 where this kernel has no use of them, -2 on an error. */
int make_rules(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);

    if (abi < 2) /* the first version forbids every move between directories */
        return -1;
    struct rules_attributes handled = {
        .files = ALL_OF_ABI_2 | (abi >= 3 ? TRUNCATE : 0) | (abi >= 5 ? DEVICE_IOCTL : 0),
        .net = abi >= 4 ? NET_ALL : 0,
        .scoped = abi >= 6 ? SCOPE_ALL : 0,
    };
    const uint64_t write = handled.files & ~(MAKE_CHARACTER_DEVICE | MAKE_BLOCK_DEVICE | DEVICE_IOCTL);
    const uint64_t devices = handled.files & (READ_FILE | READ_DIRECTORY | WRITE_FILE | TRUNCATE | DEVICE_IOCTL);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (rules < 0)
        return -2;
    if (allow(rules, "/", EXECUTE | READ_FILE | READ_DIRECTORY) && allow(rules, "/dev", devices) &&
        allow(rules, "/box", write) &&
        allow(rules, "/scratch/tmp", write) && allow(rules, "/scratch/shm", write))
        return rules;
    close(rules);
    return -2;
}
