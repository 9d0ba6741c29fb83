/* What the launcher's files share; how it all works is told in main.c. */
#ifndef JUDGEBOX_LAUNCHER_H
#define JUDGEBOX_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol.h"

#define CGROUPS_MAX 8
#define STRINGS_MAX 1024
#define RESIDENT_SOCKET 3 /* descriptors of a resident interpreter */
#define RESIDENT_REPORT 4

/* A program for the kernel's filter of system calls. */
struct syscall_filter {
    const void *instructions;
    uint32_t length;
};

/* Where a child tells its init how far it came: shared memory that is gone once it has executed. */
struct child_report {
    uint32_t failed_step;
    int32_t error_number;
    uint64_t executed_at_ns; /* 0 until just before execve */
};

/* A child that was made ahead and has given up all rights already, for a run like the last one. */
struct spare {
    pid_t pid; /* 0 if there is none */
    int socket;
    bool is_warm; /* a copy of the resident, for a request that is the same byte for byte */
    uint32_t filter;
    uint32_t limit_count;
    struct resource_limit limits[RLIMITS_MAX];
};

/* What the place for what runs write looks like while it is untouched. */
struct scratch_state {
    unsigned char bytes[512];
    size_t length;
};

/* A received message: the bytes and the descriptors that came with it. */
struct message {
    _Alignas(8) unsigned char bytes[MESSAGE_MAX];
    size_t length;
    int fds[FDS_MAX];
    int fd_count;
};

/* A box as its init sees it. */
struct box {
    int socket;
    int output; /* memory files, into which the two streams of a run are copied */
    int error;
    bool is_frozen;
    const struct new_box *plan;
    struct syscall_filter filters[FILTERS];
    struct child_report *report;
    int report_file; /* the memory of the report, for a resident */
    int cgroups[CGROUPS_MAX];
    int cgroup_count;
    int rules; /* of Landlock; -1 where the kernel has none */
    struct scratch_state untouched;
    pid_t resident; /* 0 if there is none */
    int resident_socket;
    int signals; /* tells of ended children; -1 before the first run */
    struct spare spare;
    bool has_run_in_cgroups; /* whether the last control groups have served for a run already */
    struct message *message; /* the last request: in memory that a spare child shares */
};

/* What a child needs to become the stranger's program. */
struct child {
    struct child_report *report;
    const int *cgroups;
    uint32_t cgroup_count;
    int streams[3];
    const int *extra_fds;
    const uint32_t *extras; /* their numbers in the program */
    uint32_t extra_count;
    const struct resource_limit *limits;
    uint32_t limit_count;
    uint32_t program_id;
    bool has_own_ids;
    int rules;
    struct syscall_filter filter;
};

/* wire.c */
bool receive_message(int socket, struct message *message);
bool receive_packet(int socket, struct message *message);
uint32_t kind_of(const struct message *message);
bool send_message(int socket, void *message, size_t length, uint32_t kind, int fd);
bool send_packet(int socket, const void *packet, size_t length, const int *fds, int fd_count);
void send_failed(int socket, enum step step, int error_number, const char *detail);
bool is_string(const void *text, size_t length);
char **take_strings(char **pointers, uint32_t count, char **next, const char *end);
void close_fds(struct message *message, int from);

/* box.c */
void create_box(struct message *message);
void prepare_network(void);

/* scratch.c */
bool mount_scratch(struct box *box);
bool renew_scratch(struct box *box);
bool freeze_box(struct box *box);

/* landlock.c */
int make_rules(void);

/* files.c */
void put_file(struct box *box, const struct message *message);
void collect_files(struct box *box, const struct message *message);

/* child.c */
uint64_t now_ns(void);
_Noreturn void report_failed_step(struct child_report *report, enum step step);
void set_rlimits(struct child_report *report, const struct resource_limit *limits, uint32_t count);
bool install_filter(const struct syscall_filter *filter);
void drop_rights(const struct child *child);
void redirect_streams(const struct child *child);

/* run.c */
void run_program(struct box *box);
void make_warm_spare(struct box *box);
void drop_spare(struct box *box);

/* warm.c */
bool allow_resident_rights(void);
void start_resident(struct box *box, struct message *message);
pid_t start_warm(struct box *box, const struct child *child, char *const arguments[], char *const environment[],
                 int spare_socket);
void kill_all(struct box *box, pid_t program);
bool is_alone(const struct box *box);

#endif
