/* Memory that is shared until it is written to, by five children. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    char *block = malloc(24 << 20);

    memset(block, 1, 24 << 20);
    for (int i = 0; i < 5; i++)
        if (fork() == 0) {
            memset(block, i, 24 << 20);
            for (;;)
                pause();
        }
    while (wait(NULL) > 0)
        ;
}
