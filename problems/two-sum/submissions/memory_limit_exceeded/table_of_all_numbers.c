/* Too much memory: a table with an entry for every number that could occur, 800 MB. */
#include <stdio.h>
#include <stdlib.h>

enum { LARGEST = 100000000, SIZE = 2 * LARGEST + 1 };

int main(void)
{
    int n, target, number;
    if (scanf("%d %d", &n, &target) != 2)
        return 1;
    int *position_of = malloc(SIZE * sizeof *position_of);
    if (position_of == NULL)
        return 1;
    for (int i = 0; i < SIZE; i++)
        position_of[i] = -1;
    for (int position = 1; position <= n && scanf("%d", &number) == 1; position++) {
        int partner = target - number + LARGEST;
        if (partner >= 0 && partner < SIZE && position_of[partner] >= 0) {
            printf("%d %d\n", position_of[partner], position);
            break;
        }
        position_of[number + LARGEST] = position;
    }
    free(position_of);
    return 0;
}
