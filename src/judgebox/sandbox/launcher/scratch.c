/* What runs may write to: /tmp, /dev/shm and, once the box is frozen, the upper layer of /box. All of it is one
 * tmpfs, which is replaced after each run that has touched it.
 *
 * Most programs touch nothing, and replacing costs some 0.2 ms, so it is first looked at whether anything changed.
 * A program can leave something in three ways: a new or longer file, which the file system's counters show; a
 * change to a directory that was there, which shows in its status; or an attribute of such a directory.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/mount.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "launcher.h"

#define QUIET_MOUNT (MS_NOSUID | MS_NODEV | MS_NOATIME) /* or reading would be a change */

static bool make_directory(const char *path, mode_t mode, uint32_t owner)
{
    return mkdir(path, mode) == 0 && (owner == 0 || chown(path, owner, owner) == 0);
}

static void add(struct scratch_state *state, const void *value, size_t size)
{
    if (state->length + size > sizeof state->bytes)
        abort(); /* the list below has grown and this buffer has not */
    memcpy(state->bytes + state->length, value, size);
    state->length += size;
}

static void add_directory(struct scratch_state *state, const char *path)
{
    struct stat found;
    char names[64];
    ssize_t attributes = listxattr(path, names, sizeof names);

    memset(&found, 0, sizeof found);
    (void)!lstat(path, &found);
    add(state, &attributes, sizeof attributes);
    add(state, &found.st_mode, sizeof found.st_mode);
    add(state, &found.st_uid, sizeof found.st_uid);
    add(state, &found.st_gid, sizeof found.st_gid);
    add(state, &found.st_nlink, sizeof found.st_nlink);
    add(state, &found.st_size, sizeof found.st_size);
    add(state, &found.st_mtim, sizeof found.st_mtim);
    add(state, &found.st_ctim, sizeof found.st_ctim);
}

static void look_at_scratch(const struct box *box, struct scratch_state *state)
{
    struct statfs counters;

    memset(&counters, 0, sizeof counters);
    (void)!statfs("/scratch", &counters);
    state->length = 0;
    add(state, &counters.f_bfree, sizeof counters.f_bfree);
    add(state, &counters.f_ffree, sizeof counters.f_ffree);
    add_directory(state, "/scratch/tmp");
    add_directory(state, "/scratch/shm");
    if (box->is_frozen)
        add_directory(state, "/scratch/upper");
}

bool mount_scratch(struct box *box)
{
    uint32_t program = box->plan->program_id;

    if (mount("tmpfs", "/scratch", "tmpfs", QUIET_MOUNT, box->plan->scratch_options) != 0 ||
        !make_directory("/scratch/tmp", 01777, 0) || !make_directory("/scratch/shm", 01777, 0))
        return false;
    if (box->is_frozen &&
        (!make_directory("/scratch/upper", 0755, program) || !make_directory("/scratch/work", 0700, 0) ||
         mount("overlay", "/box", "overlay", QUIET_MOUNT,
               "lowerdir=/box,upperdir=/scratch/upper,workdir=/scratch/work,userxattr") != 0))
        return false;
    if (box->rules >= 0)
        close(box->rules);
    box->rules = make_rules();
    look_at_scratch(box, &box->untouched);
    return box->rules != -2;
}

/* Make empty what runs may write to (but /box before it is frozen). */
bool renew_scratch(struct box *box)
{
    struct scratch_state now;

    look_at_scratch(box, &now);
    if (now.length == box->untouched.length && memcmp(now.bytes, box->untouched.bytes, now.length) == 0)
        return true;
    if (box->is_frozen && umount2("/box", MNT_DETACH) != 0)
        return false;
    return umount2("/scratch", MNT_DETACH) == 0 && mount_scratch(box);
}

/* Make /box read-only, and show it to runs beneath a writable layer that is replaced with /scratch. What was put
 * there since, or kept of runs, is gone when it is frozen again. */
bool freeze_box(struct box *box)
{
    struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};

    drop_spare(box); /* it stands in the directory that is covered, or replaced, now */
    if (box->is_frozen)
        return renew_scratch(box);
    if (syscall(SYS_mount_setattr, AT_FDCWD, "/box", 0, &read_only, sizeof read_only) != 0 ||
        umount2("/scratch", MNT_DETACH) != 0)
        return false;
    box->is_frozen = true;
    return mount_scratch(box);
}
