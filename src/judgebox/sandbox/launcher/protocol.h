/* Messages between the worker (Python) and the launcher: the twin of wire.py.
 *
 * One message is one packet of a SOCK_SEQPACKET socket; all integers are little-endian; a message
 * starts with `struct header`, whose `length` must be the length of the packet. Strings are
 * terminated by a zero byte, which is counted, and are never interpreted here. Whoever receives a
 * message that breaks one of these rules ends the connection.
 */
#ifndef JUDGEBOX_PROTOCOL_H
#define JUDGEBOX_PROTOCOL_H

#include <stdint.h>

#define PROTOCOL_VERSION 3
#define MESSAGE_MAX (96 * 1024)
#define FDS_MAX 16
#define PATH_BYTES 1024
#define DETAIL_BYTES 256
#define OPTIONS_BYTES 128
#define RLIMITS_MAX 16
#define EXTRAS_MAX 8 /* further descriptors of a run */

enum message_kind {
    MESSAGE_NEW_BOX = 1,   /* worker -> spawner: struct new_box, filters, operations; fds: the box's socket, output, error */
    MESSAGE_READY = 2,     /* init -> worker: struct header */
    MESSAGE_FAILED = 3,    /* init or spawner -> worker: struct failed; the answer to anything but RUN */
    MESSAGE_PUT = 4,       /* worker -> init: struct put, path, content; answer DONE */
    MESSAGE_DONE = 5,      /* init -> worker: struct header */
    MESSAGE_FREEZE = 6,    /* worker -> init: struct header; answer DONE; again: throw away what was kept since */
    MESSAGE_COLLECT = 7,   /* worker -> init: struct collect, path of a directory; answer FILE for each file, then DONE */
    MESSAGE_FILE = 8,      /* init -> worker: struct header, path below the directory; fd: the file, for reading */
    MESSAGE_RUN = 9,       /* worker -> init: struct run, strings; fds: input, output if it is given, those of
                              further inputs, the files for further outputs; answer RESULT */
    MESSAGE_KILL = 10,     /* worker -> init: struct header; no answer of its own: ends a run, else ignored */
    MESSAGE_RESULT = 11,   /* init -> worker: struct result */
    MESSAGE_CGROUPS = 12,  /* worker -> init: struct header; fds: the files by which later runs join control groups; no answer */
    MESSAGE_RESIDENT = 13, /* worker -> init: struct run, strings; fds: the files by which it joins them; answer DONE */
    MESSAGE_FILTER = 14,   /* worker -> spawner, before any other: struct header, instructions of 8 bytes; no answer */
    MESSAGE_PREPARE = 15,  /* worker -> init: struct header; have the resident's copy for the next run made; no answer */
};

/* Where something failed; the names that people read are in wire.py. */
enum step {
    STEP_NONE = 0,
    STEP_MESSAGE,
    STEP_CLONE,
    STEP_ID_MAP,
    STEP_IDENTITY,
    STEP_HOSTNAME,
    STEP_ROOT,
    STEP_MOUNT,
    STEP_PIVOT,
    STEP_SCRATCH,
    STEP_HARDEN,
    STEP_PUT,
    STEP_FREEZE,
    STEP_COLLECT,
    STEP_FORK,
    STEP_CGROUP,
    STEP_STREAMS,
    STEP_RLIMIT,
    STEP_PRIVILEGES,
    STEP_FILTER,
    STEP_EXEC,
    STEP_LANDLOCK,
    STEP_RESIDENT,
};

struct header {
    uint32_t kind;
    uint32_t length;
};

/* What the root of a box is made of, in order; paths are relative to the new root. */
enum operation_kind {
    OPERATION_DIRECTORY = 1,  /* make `target` with `mode` */
    OPERATION_SYMLINK = 2,    /* make `target` point to `source` */
    OPERATION_FILE = 3,       /* make `target` with the bytes of `source` */
    OPERATION_BIND = 4,       /* show the host's `source` read-only at `target`, with all below it */
    OPERATION_DEVICE = 5,     /* show the host's device `source` at `target` */
    OPERATION_TMPFS = 6,      /* mount a tmpfs with the options `source`, read-only, at `target` */
    OPERATION_PROC = 7,       /* mount proc with the options `source` at `target` */
};

#define OPERATION_OPTIONAL 1u /* go on if it fails */

struct operation {
    uint32_t kind;
    uint32_t flags;
    uint32_t mode;
    uint32_t source_length; /* bytes that follow; a string but for OPERATION_FILE */
    uint32_t target_length; /* a string that follows the source */
};

/* The programs for the kernel's filter of system calls: init's own, and those that a run can choose. */
enum filter { FILTER_INIT, FILTER_BASELINE, FILTER_STRICT, FILTERS };

struct new_box {
    struct header header;
    uint32_t version;
    uint32_t has_own_ids;       /* 1: the maps hold other ids than the worker's, so groups can be dropped */
    uint32_t init_id;           /* ids inside of the box, for user and group alike */
    uint32_t program_id;
    uint32_t filter_lengths[FILTERS]; /* instructions of 8 bytes that follow, one filter after the other */
    uint32_t operation_count;   /* operations that follow the filters */
    char id_map[OPTIONS_BYTES]; /* what goes into uid_map and gid_map */
    char hostname[64];
    char root_place[64];        /* an existing directory of the host that no operation has as a source */
    char box_options[OPTIONS_BYTES];     /* of the tmpfs at /box */
    char scratch_options[OPTIONS_BYTES]; /* of the tmpfs that holds /tmp, /dev/shm and what a run writes */
};

struct failed {
    struct header header;
    uint32_t step;
    int32_t error_number;
    char detail[DETAIL_BYTES];
};

struct put {
    struct header header;
    uint32_t is_first; /* make or empty the file; otherwise append */
    uint32_t mode;
    uint32_t path_length;
};

struct collect {
    struct header header;
    uint32_t file_limit;
    uint32_t entry_limit;
};

struct resource_limit {
    uint32_t resource;
    uint32_t padding;
    uint64_t soft;
    uint64_t hard;
};

#define RUN_OUTPUT_GIVEN 1u /* the second descriptor is the program's output; nothing of it is copied */
#define RUN_WARM 2u         /* let the resident interpreter run it */
#define RUN_KEPT 4u         /* keep what it writes until FREEZE, so that it can be collected or read by a later run */

struct run {
    struct header header;
    uint32_t flags;
    uint32_t filter;
    uint32_t limit_count;
    uint32_t candidate_count;  /* paths of the program to try, in order; strings that follow */
    uint32_t argument_count;
    uint32_t environment_count;
    uint32_t input_count;      /* further descriptors to read from */
    uint32_t extra_count;      /* these, and those to write to */
    uint64_t output_limit;     /* of the output, and of what is written to each further descriptor */
    uint64_t error_limit;
    uint32_t extras[EXTRAS_MAX]; /* their numbers in the program */
    struct resource_limit limits[RLIMITS_MAX];
};

#define RESULT_KILLED 1u           /* the worker's KILL came before the program's end */
#define RESULT_OUTPUT_OVERFLOW 2u  /* there was more output than its limit, or more on a further descriptor */
#define RESULT_ERROR_OVERFLOW 4u
#define RESULT_EXECUTED 8u         /* the program was started */
#define RESULT_WARM 16u            /* by the resident */

struct result {
    struct header header;
    uint32_t failed_step; /* STEP_NONE, or what kept the program from being started */
    int32_t error_number;
    uint32_t flags;
    int32_t wait_status;
    uint64_t wall_ns;
    uint64_t ended_ns;      /* on the monotonic clock */
    uint64_t cpu_ns;        /* of all processes that were waited for */
    uint64_t max_rss_bytes; /* of the largest one */
    uint64_t involuntary_switches;
    uint64_t output_bytes;
    uint64_t error_bytes;
    uint64_t extra_bytes[EXTRAS_MAX]; /* written to the further outputs, in their order */
};

/* From the init to the resident, by the socket that is its descriptor 3: first the filter of its programs,
 * as bare instructions; then for each run a struct warm_run, strings; fds: input, output, error (if it is a spare,
 * in their place a socket, by which they will be sent), further ones, files of control groups to join by, the Landlock rules if there are any. The resident answers each, and first of
 * all its own start, with an int32_t: the process id of the program, or a negative error number.
 */
struct warm_run {
    uint32_t limit_count;
    uint32_t argument_count;
    uint32_t environment_count;
    uint32_t extra_count;
    uint32_t cgroup_count;
    uint32_t has_rules;
    uint32_t program_id;
    uint32_t has_own_ids;
    uint32_t is_spare; /* made ahead of its run */
    uint32_t padding;
    uint32_t extras[EXTRAS_MAX];
    struct resource_limit limits[RLIMITS_MAX];
};

#endif
