/* Never ends for a string that is not balanced: looks for a pair to erase until the string is empty. */
#include <stdio.h>
#include <string.h>

static char text[50002];

int main(void)
{
    static const char *const pairs[] = {"()", "[]", "{}"};
    if (scanf("%50000s", text) != 1)
        return 1;
    while (text[0] != '\0') {
        for (int kind = 0; kind < 3; kind++) {
            char *pair = strstr(text, pairs[kind]);
            if (pair != NULL)
                memmove(pair, pair + 2, strlen(pair + 2) + 1);
        }
    }
    puts("yes");
    return 0;
}
