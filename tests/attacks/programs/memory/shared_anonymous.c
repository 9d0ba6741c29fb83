/* Shared memory without a name, touched by a child that ends: whose is it now? */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    for (;;) {
        char *memory = mmap(NULL, 4 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (fork() == 0) {
            memset(memory, 1, 4 << 20);
            _exit(0);
        }
        wait(NULL);
    }
}
