/* Children that end by the thousand, while signals are sent to everybody: the init must lose none of them. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    for (int i = 0; i < 300; i++) {
        pid_t child = fork();
        if (child == 0) {
            if (fork() == 0)
                raise(SIGSTOP); /* an orphan that is stopped */
            _exit(i);
        }
        kill(child, SIGSTOP);
        kill(child, SIGCONT);
        waitpid(child, NULL, WNOHANG);
        kill(-1, SIGCHLD);
        kill(-1, SIGKILL);
    }
    puts("still here");
}
