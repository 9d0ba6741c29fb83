/* Files into and out of /box. The tree may have been written by a hostile program, so no link in it is
 * ever followed; no process but the init lives while this works.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

#define DEPTH_MAX 32 /* of directories that are collected: no compiler goes deeper, and each costs a descriptor */

static int open_inside(int directory, const char *path, uint64_t flags, uint64_t mode)
{
    struct open_how how = {
        .flags = flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
        .mode = mode,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
    };

    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

static bool is_regular(int fd, struct stat *found)
{
    if (fstat(fd, found) != 0)
        return false;
    errno = EISDIR;
    return S_ISREG(found->st_mode);
}

/* --- Put ------------------------------------------------------------------------------------ */

static void make_parents(int box_directory, const char *path, uint32_t owner)
{
    char parent[PATH_BYTES];

    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        size_t length = (size_t)(slash - path);
        memcpy(parent, path, length);
        parent[length] = 0;
        char *last = strrchr(parent, '/');
        int above = box_directory;
        if (last) {
            *last = 0;
            above = open_inside(box_directory, parent, O_DIRECTORY | O_RDONLY, 0);
            *last = '/';
        }
        if (above < 0)
            return; /* opening the file will tell why */
        const char *name = last ? last + 1 : parent;
        if (mkdirat(above, name, 0755) == 0)
            (void)!fchownat(above, name, owner, owner, AT_SYMLINK_NOFOLLOW);
        if (last)
            close(above);
    }
}

static bool write_all(int fd, const unsigned char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

static bool write_part(const struct box *box, const struct put *put, const char *path, const unsigned char *content,
                       size_t length)
{
    uint32_t owner = box->plan->program_id;
    int box_directory = open("/box", O_DIRECTORY | O_PATH | O_CLOEXEC);
    struct stat found;
    int fd;

    if (put->is_first) {
        make_parents(box_directory, path, owner);
        fd = open_inside(box_directory, path, O_WRONLY | O_CREAT | O_TRUNC, put->mode);
    } else {
        fd = open_inside(box_directory, path, O_WRONLY | O_APPEND, 0);
    }
    bool done = fd >= 0 && is_regular(fd, &found) && write_all(fd, content, length) &&
                (!put->is_first || (fchown(fd, owner, owner) == 0 && fchmod(fd, put->mode) == 0));
    int error_number = errno;
    if (fd >= 0)
        close(fd);
    close(box_directory);
    errno = error_number;
    return done;
}

void put_file(struct box *box, const struct message *message)
{
    const struct put *put = (const struct put *)message->bytes;
    const char *path = (const char *)(put + 1);
    struct header done;

    if (message->length < sizeof *put || put->path_length > message->length - sizeof *put ||
        put->path_length > PATH_BYTES || !is_string(path, put->path_length) || put->mode > 0777) {
        send_failed(box->socket, STEP_PUT, EPROTO, "");
        return;
    }
    size_t length = message->length - sizeof *put - put->path_length;
    if (write_part(box, put, path, (const unsigned char *)path + put->path_length, length))
        send_message(box->socket, &done, sizeof done, MESSAGE_DONE, -1);
    else
        send_failed(box->socket, STEP_PUT, errno, path);
}

/* --- Collect -------------------------------------------------------------------------------- */

struct collection {
    int socket;
    uint32_t files_left;
    uint32_t entries_left;
    char path[PATH_BYTES]; /* of what is visited, relative to the directory that is collected */
};

static bool send_file(const struct collection *collection, int fd)
{
    struct {
        struct header header;
        char path[PATH_BYTES];
    } file;
    size_t length = strlen(collection->path) + 1;

    memcpy(file.path, collection->path, length);
    return send_message(collection->socket, &file, sizeof file.header + length, MESSAGE_FILE, fd);
}

static bool collect_directory(struct collection *collection, int directory, int depth);

/* Send one file or what a directory holds; links, devices, sockets and pipes are no results. */
static bool collect_entry(struct collection *collection, int directory, const struct dirent *entry, int depth)
{
    struct stat found;

    if (entry->d_type == DT_DIR) {
        int below = open_inside(directory, entry->d_name, O_RDONLY | O_DIRECTORY, 0);
        return below >= 0 && collect_directory(collection, below, depth + 1);
    }
    if (entry->d_type != DT_REG)
        return true;
    if (collection->files_left-- == 0) {
        errno = E2BIG;
        return false;
    }
    int fd = open_inside(directory, entry->d_name, O_RDONLY, 0);
    if (fd < 0)
        return false;
    bool sent = is_regular(fd, &found) && send_file(collection, fd);
    close(fd);
    return sent;
}

/* Takes ownership of the descriptor `directory`. */
static bool collect_directory(struct collection *collection, int directory, int depth)
{
    size_t length = strlen(collection->path);
    DIR *listing = fdopendir(directory);
    struct dirent *entry;
    bool done = true;

    while (listing && done && (errno = 0, entry = readdir(listing))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        size_t name_length = strlen(entry->d_name);
        if (depth == DEPTH_MAX || collection->entries_left-- == 0 || length + name_length + 2 > PATH_BYTES) {
            errno = E2BIG;
            done = false;
            break;
        }
        if (length > 0)
            collection->path[length] = '/';
        memcpy(collection->path + length + (length > 0), entry->d_name, name_length + 1);
        done = collect_entry(collection, directory, entry, depth);
        collection->path[length] = 0;
    }
    int error_number = errno;
    if (listing)
        closedir(listing);
    else
        close(directory);
    errno = error_number;
    return listing && done;
}

void collect_files(struct box *box, const struct message *message)
{
    const struct collect *collect = (const struct collect *)message->bytes;
    const char *path = (const char *)(collect + 1);
    static struct collection collection;
    struct header done;

    if (message->length < sizeof *collect || !is_string(path, message->length - sizeof *collect)) {
        send_failed(box->socket, STEP_COLLECT, EPROTO, "");
        return;
    }
    collection = (struct collection){
        .socket = box->socket, .files_left = collect->file_limit, .entries_left = collect->entry_limit};
    int box_directory = open("/box", O_DIRECTORY | O_PATH | O_CLOEXEC);
    int directory = open_inside(box_directory, path, O_RDONLY | O_DIRECTORY, 0);
    close(box_directory);
    if (directory >= 0 && collect_directory(&collection, directory, 0))
        send_message(box->socket, &done, sizeof done, MESSAGE_DONE, -1);
    else
        send_failed(box->socket, STEP_COLLECT, errno, collection.path);
}
