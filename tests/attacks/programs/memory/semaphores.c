/* Sets of semaphores, as many and as large as there may be. */
#include <stdio.h>
#include <sys/sem.h>
int main(void)
{
    long made = 0;

    for (int i = 0; i < 40000 && semget(IPC_PRIVATE, 32000, IPC_CREAT | 0600) >= 0; i++)
        made += 32000L * 64;
    puts(made < 64 << 20 ? "bounded" : "too much");
}
