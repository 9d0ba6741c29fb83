/* Makes children that end at once, and waits for none. */
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    int made = 0;
    for (int i = 0; i < 1000; i++) {
        int child = fork();
        if (child == 0)
            _exit(0);
        made += child > 0;
    }
    puts(made < 100 ? "refused" : "went on");
}
