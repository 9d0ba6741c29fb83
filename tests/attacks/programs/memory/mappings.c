/* As many mappings as a process may have, in as many processes. */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    for (int process = 0; process < 8; process++)
        if (fork() == 0) {
            for (int i = 0; i < 65000; i++)
                mmap(NULL, 4096, i & 1 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    puts("mapped");
}
