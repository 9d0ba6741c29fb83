/* Memory files belong to no mount, so that no size of a mount limits them. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static char block[1 << 20];
int main(void)
{
    memset(block, 1, sizeof block);
    for (;;) {
        int fd = memfd_create("filler", 0);
        for (int i = 0; i < 16; i++)
            write(fd, block, sizeof block);
    }
}
