/* Names that break readers of /proc: brackets, blanks, line ends, nothing at all. */
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void)
{
    const char *names[] = {") R 1 1 1", "\n\n) S 0", "((((", "", "\xff\xfe\x1b[2J", "1 (init) S 0 0"};

    for (int i = 0; i < 6; i++)
        if (fork() == 0) {
            prctl(PR_SET_NAME, names[i]);
            for (;;)
                pause();
        }
    usleep(100 * 1000);
    puts("named");
}
