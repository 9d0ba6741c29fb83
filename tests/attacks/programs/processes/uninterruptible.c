/* Many processes wait in the kernel: for pipes, locks of memory, timers, each other. */
#include <linux/futex.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    int fds[2], word = 0;

    pipe(fds);
    for (int i = 0; i < 12; i++)
        if (fork() == 0)
            switch (i % 4) {
            case 0: for (;;) read(fds[0], &word, 1);
            case 1: for (;;) syscall(SYS_futex, &word, FUTEX_WAIT, word, NULL, NULL, 0);
            case 2: for (;;) poll(NULL, 0, -1);
            case 3: vfork(); for (;;) pause();
            }
    while (wait(NULL) > 0)
        ;
}
