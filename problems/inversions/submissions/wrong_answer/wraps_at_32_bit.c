/* Wrong: the number of inversions does not always fit into 32 bits. */
#include <stdio.h>
#include <string.h>

static int numbers[200000], merged[200000];

static unsigned sort(int from, int to)
{
    if (to - from < 2)
        return 0;
    int middle = from + (to - from) / 2;
    unsigned count = sort(from, middle) + sort(middle, to);
    int left = from, right = middle;
    for (int at = from; at < to; at++) {
        if (right == to || (left < middle && numbers[left] <= numbers[right])) {
            merged[at] = numbers[left++];
        } else {
            merged[at] = numbers[right++];
            count += (unsigned)(middle - left);
        }
    }
    memcpy(numbers + from, merged + from, (size_t)(to - from) * sizeof *numbers);
    return count;
}

int main(void)
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    for (int i = 0; i < n; i++)
        if (scanf("%d", &numbers[i]) != 1)
            return 1;
    printf("%u\n", sort(0, n));
    return 0;
}
