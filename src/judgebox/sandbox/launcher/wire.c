/* Sending and receiving messages. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "launcher.h"

static void take_fds(struct msghdr *received, struct message *message)
{
    message->fd_count = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(received); part; part = CMSG_NXTHDR(received, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        message->fd_count = (int)((part->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(message->fds, CMSG_DATA(part), (size_t)message->fd_count * sizeof(int));
    }
}

/* Wait for the next packet. False: the other side is gone, or the packet did not fit. */
bool receive_packet(int socket, struct message *message)
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * FDS_MAX)];
    struct iovec part = {.iov_base = message->bytes, .iov_len = sizeof message->bytes};
    struct msghdr received = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t length;

    do
        length = recvmsg(socket, &received, MSG_CMSG_CLOEXEC);
    while (length < 0 && errno == EINTR);
    if (length <= 0)
        return false;
    take_fds(&received, message);
    message->length = (size_t)length;
    return !(received.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
}

/* The same, for a message with its header. */
bool receive_message(int socket, struct message *message)
{
    const struct header *header = (const struct header *)message->bytes;

    return receive_packet(socket, message) && message->length >= sizeof *header && header->length == message->length;
}

uint32_t kind_of(const struct message *message)
{
    return ((const struct header *)message->bytes)->kind;
}

bool send_packet(int socket, const void *packet, size_t length, const int *fds, int fd_count)
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * FDS_MAX)] = {0};
    struct iovec part = {.iov_base = (void *)packet, .iov_len = length};
    struct msghdr sent = {.msg_iov = &part, .msg_iovlen = 1};
    size_t size = sizeof(int) * (size_t)fd_count;
    ssize_t written;

    if (fd_count > 0) {
        sent.msg_control = control;
        sent.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *right = CMSG_FIRSTHDR(&sent);
        right->cmsg_level = SOL_SOCKET;
        right->cmsg_type = SCM_RIGHTS;
        right->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(right), fds, size);
    }
    do
        written = sendmsg(socket, &sent, MSG_NOSIGNAL);
    while (written < 0 && errno == EINTR);
    return written == (ssize_t)length;
}

/* Send a message whose header is filled in here, with a descriptor unless `fd` is negative. */
bool send_message(int socket, void *message, size_t length, uint32_t kind, int fd)
{
    *(struct header *)message = (struct header){.kind = kind, .length = (uint32_t)length};
    return send_packet(socket, message, length, &fd, fd >= 0);
}

void send_failed(int socket, enum step step, int error_number, const char *detail)
{
    struct failed failed = {.step = step, .error_number = error_number};

    strncpy(failed.detail, detail, sizeof failed.detail - 1);
    send_message(socket, &failed, sizeof failed, MESSAGE_FAILED, -1);
}

/* Whether these bytes are one string: a zero at the end and nowhere else. */
bool is_string(const void *text, size_t length)
{
    return length > 0 && memchr(text, 0, length) == (const char *)text + length - 1;
}

/* Point to `count` strings that follow one another; NULL if there are fewer. */
char **take_strings(char **pointers, uint32_t count, char **next, const char *end)
{
    for (uint32_t index = 0; index < count; index++) {
        char *zero = memchr(*next, 0, (size_t)(end - *next));
        if (!zero)
            return NULL;
        pointers[index] = *next;
        *next = zero + 1;
    }
    pointers[count] = NULL;
    return pointers;
}

void close_fds(struct message *message, int from)
{
    for (int index = from; index < message->fd_count; index++)
        close(message->fds[index]);
    message->fd_count = from < message->fd_count ? from : message->fd_count;
}
