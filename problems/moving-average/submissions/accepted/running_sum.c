#include <stdio.h>

static double sums[20001];

int main(void)
{
    int n, k;
    if (scanf("%d %d", &n, &k) != 2)
        return 1;
    for (int i = 1; i <= n; i++) {
        double value;
        if (scanf("%lf", &value) != 1)
            return 1;
        sums[i] = sums[i - 1] + value;
    }
    for (int end = k; end <= n; end++)
        printf("%.8f\n", (sums[end] - sums[end - k]) / k);
    return 0;
}
