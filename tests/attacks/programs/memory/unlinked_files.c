/* Files that have no name any more, with much in them. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static char block[1 << 20];
int main(void)
{
    char name[32];

    memset(block, 1, sizeof block);
    for (int i = 0;; i++) {
        snprintf(name, sizeof name, "/tmp/%d", i);
        int fd = open(name, O_CREAT | O_RDWR, 0600);
        unlink(name);
        if (write(fd, block, sizeof block) <= 0)
            pause();
    }
}
