/* What the launcher's files share; how it all works is told in main.c. */
#ifndef JUDGEBOX_LAUNCHER_H
#define JUDGEBOX_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol.h"

/* A box as its init sees it. */
struct box {
    int socket;
    int output; /* memory files, into which the two streams of a run are copied */
    int error;
    bool is_frozen;
    const struct new_box *plan;
    const void *filter; /* plan->filter_length instructions */
    struct child_report *report;
};

/* Where a child tells its init how far it came; shared memory that is gone once it has executed. */
struct child_report {
    uint32_t failed_step;
    int32_t error_number;
    uint64_t executed_at_ns; /* 0 until just before execve */
};

/* A received message: the bytes and the descriptors that came with it. */
struct message {
    _Alignas(8) unsigned char bytes[MESSAGE_MAX];
    size_t length;
    int fds[FDS_MAX];
    int fd_count;
};

/* wire.c */
bool receive_message(int socket, struct message *message);
uint32_t kind_of(const struct message *message);
bool send_message(int socket, void *message, size_t length, uint32_t kind, int fd);
void send_failed(int socket, enum step step, int error_number, const char *detail);
bool is_string(const void *text, size_t length);
void close_fds(struct message *message, int from);

/* box.c */
void create_box(struct message *message);
bool renew_scratch(struct box *box);
bool freeze_box(struct box *box);

/* files.c */
void put_file(struct box *box, const struct message *message);
void collect_files(struct box *box, const struct message *message);

/* run.c */
void run_program(struct box *box, struct message *message);

#endif
