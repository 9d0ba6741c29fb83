/* Opens its own streams again by their links: the output to read, the input to write. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static void try_open(const char *path, int flags)
{
    int fd = open(path, flags | O_NONBLOCK);

    if (fd < 0)
        return;
    if (flags == O_RDONLY && strchr(path, '0') == NULL) {
        char buffer[100];
        read(fd, buffer, sizeof buffer); /* its own output, if anything */
    } else if (flags != O_RDONLY && (write(fd, "forged", 6) > 0 || ftruncate(fd, 0) == 0)) {
        fprintf(stderr, "wrote to %s\n", path);
    }
    close(fd);
}
int main(void)
{
    static const char *inputs[] = {"/proc/self/fd/0", "/dev/stdin", "/dev/fd/0", "/proc/thread-self/fd/0"};
    static const char *outputs[] = {"/proc/self/fd/1", "/proc/self/fd/2", "/dev/stdout", "/dev/stderr"};
    char buffer[64] = {0};

    for (int i = 0; i < 4; i++) {
        try_open(inputs[i], O_RDWR);
        try_open(inputs[i], O_WRONLY);
        try_open(inputs[i], O_WRONLY | O_TRUNC);
        try_open(outputs[i], O_RDONLY);
    }
    lseek(0, 0, SEEK_SET);
    read(0, buffer, sizeof buffer - 1);
    printf("read %s\n", buffer);
}
