/* Wrong: looks at pairs of neighbours only, and guesses if there is none. */
#include <stdio.h>

int main(void)
{
    int n, target, before, number;
    if (scanf("%d %d %d", &n, &target, &before) != 3)
        return 1;
    for (int position = 2; position <= n && scanf("%d", &number) == 1; position++) {
        if (before + number == target) {
            printf("%d %d\n", position - 1, position);
            return 0;
        }
        before = number;
    }
    printf("1 %d\n", n);
    return 0;
}
