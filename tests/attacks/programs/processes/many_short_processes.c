/* Burns CPU time in processes that each live for some milliseconds, none of which is waited for. */
#include <signal.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        if (fork() == 0) {
            clock_t start = clock();
            while (clock() - start < CLOCKS_PER_SEC / 200)
                ;
            _exit(0);
        }
        usleep(5000);
    }
}
