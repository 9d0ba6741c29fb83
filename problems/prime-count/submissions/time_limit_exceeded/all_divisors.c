/* Too slow: tries all smaller numbers as divisors, for every number of every question. */
#include <stdbool.h>
#include <stdio.h>

static bool is_prime(int number)
{
    for (int divisor = 2; divisor < number; divisor++)
        if (number % divisor == 0)
            return false;
    return number > 1;
}

int main(void)
{
    int q, l, r;
    if (scanf("%d", &q) != 1)
        return 1;
    while (q-- > 0 && scanf("%d %d", &l, &r) == 2) {
        int count = 0;
        for (int number = l; number <= r; number++)
            count += is_prime(number);
        printf("%d\n", count);
    }
    return 0;
}
