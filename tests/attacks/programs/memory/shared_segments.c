/* Segments of System V, attached, filled and left. */
#include <string.h>
#include <sys/shm.h>
int main(void)
{
    for (;;) {
        int segment = shmget(IPC_PRIVATE, 4 << 20, IPC_CREAT | 0600);
        char *memory = shmat(segment, NULL, 0);
        if (memory == (char *)-1)
            return 1;
        memset(memory, 1, 4 << 20);
        shmdt(memory);
    }
}
