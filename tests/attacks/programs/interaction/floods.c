/* Sends without an end and without a line, and reads nothing. */
#include <signal.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    static char text[1 << 16];

    signal(SIGPIPE, SIG_IGN);
    memset(text, '7', sizeof text);
    while (write(1, text, sizeof text) > 0)
        ;
    return 0;
}
