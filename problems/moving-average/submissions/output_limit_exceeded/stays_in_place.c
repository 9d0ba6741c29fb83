/* Prints the first average for ever: the window never moves on. */
#include <stdio.h>

static double values[20000];

int main(void)
{
    int n, k;
    if (scanf("%d %d", &n, &k) != 2)
        return 1;
    for (int i = 0; i < n; i++)
        if (scanf("%lf", &values[i]) != 1)
            return 1;
    double sum = 0;
    for (int i = 0; i < k; i++)
        sum += values[i];
    int start = 0;
    while (start + k <= n)
        printf("%.10f\n", sum / k);
    return 0;
}
