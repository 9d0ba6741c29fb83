/* Fails with a signal: the table of positions has room for numbers up to a million. */
#include <stdio.h>

static int position_of[1000001];

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
