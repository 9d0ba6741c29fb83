/* Fails with a signal: the table of positions has room for numbers from minus a million to a million. */
#include <stdio.h>

enum { LARGEST = 1000000 };

static int table[2 * LARGEST + 1];
static int *const position_of = table + LARGEST;

int main(void)
{
    int n, target, number;
    if (scanf("%d %d", &n, &target) != 2)
        return 1;
    for (int position = 1; position <= n && scanf("%d", &number) == 1; position++) {
        int partner = target - number;
        if (position_of[partner] != 0) {
            printf("%d %d\n", position_of[partner], position);
            return 0;
        }
        position_of[number] = position;
    }
    return 0;
}
