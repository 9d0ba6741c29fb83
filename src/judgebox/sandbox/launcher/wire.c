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

/* Wait for the next message. False: the other side is gone, or sent what is no message. */
bool receive_message(int socket, struct message *message)
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
    const struct header *header = (const struct header *)message->bytes;
    return !(received.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) && message->length >= sizeof *header &&
           header->length == message->length;
}

uint32_t kind_of(const struct message *message)
{
    return ((const struct header *)message->bytes)->kind;
}

/* Send a message whose header is filled in here, with a descriptor unless `fd` is negative. */
bool send_message(int socket, void *message, size_t length, uint32_t kind, int fd)
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec part = {.iov_base = message, .iov_len = length};
    struct msghdr sent = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t written;

    *(struct header *)message = (struct header){.kind = kind, .length = (uint32_t)length};
    if (fd >= 0) {
        sent.msg_control = control;
        sent.msg_controllen = sizeof control;
        struct cmsghdr *right = CMSG_FIRSTHDR(&sent);
        right->cmsg_level = SOL_SOCKET;
        right->cmsg_type = SCM_RIGHTS;
        right->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(right), &fd, sizeof fd);
    }
    do
        written = sendmsg(socket, &sent, MSG_NOSIGNAL);
    while (written < 0 && errno == EINTR);
    return written == (ssize_t)length;
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

void close_fds(struct message *message, int from)
{
    for (int index = from; index < message->fd_count; index++)
        close(message->fds[index]);
    message->fd_count = from < message->fd_count ? from : message->fd_count;
}
