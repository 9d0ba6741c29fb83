/* Fails with a signal: the tree over all values has room for values up to a million. */
#include <stdio.h>

enum { LARGEST = 1000000 };

static int longest[LARGEST + 2];

int main(void)
{
    int n, number, best = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    while (n-- > 0 && scanf("%d", &number) == 1) {
        int length = 1;
        for (int at = number; at > 0; at -= at & -at)
            if (longest[at] + 1 > length)
                length = longest[at] + 1;
        for (int at = number + 1; at <= LARGEST + 1; at += at & -at)
            if (longest[at] < length)
                longest[at] = length;
        if (length > best)
            best = length;
    }
    printf("%d\n", best);
    return 0;
}
