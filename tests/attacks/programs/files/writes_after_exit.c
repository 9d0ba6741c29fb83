/* A child that stays goes on writing to what is collected. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    int fd = open("result", O_CREAT | O_RDWR | O_APPEND, 0644);

    if (fork() == 0) {
        setsid();
        for (;;)
            write(fd, "more", 4);
    }
    usleep(10 * 1000);
    puts("done");
}
