/* The answer is out and the program ended well; its children go on writing. */
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    for (int i = 0; i < 4; i++)
        if (fork() == 0)
            for (;;)
                write(1, "more\n", 5);
    usleep(5000);
    return 0;
}
