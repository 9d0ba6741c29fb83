/* Floods a further descriptor, and tampers with a further input. */
#include <string.h>
#include <unistd.h>
static char block[4096];
int main(void)
{
    memset(block, 'x', sizeof block);
    write(3, "forged", 6);
    ftruncate(3, 0);
    lseek(3, 0, SEEK_SET);
    write(1, block, read(3, block, 5));
    for (;;)
        write(4, block, sizeof block);
}
