/* One line without an end. */
#include <string.h>
#include <unistd.h>
static char block[1 << 20];
int main(void)
{
    memset(block, '1', sizeof block);
    for (int i = 0; i < 16; i++)
        write(1, block, sizeof block);
}
