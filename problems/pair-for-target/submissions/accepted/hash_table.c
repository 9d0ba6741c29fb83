static int *compared;

static int byValue(const void *left, const void *right)
{
    int a = compared[*(const int *)left], b = compared[*(const int *)right];
    return (a > b) - (a < b);
}

int *pairForTarget(int *values, int valuesSize, long long target, int *returnSize)
{
    int *order = malloc(valuesSize * sizeof(int));
    for (int i = 0; i < valuesSize; i++)
        order[i] = i;
    compared = values;
    qsort(order, valuesSize, sizeof(int), byValue);
    int low = 0, high = valuesSize - 1;
    while (low < high) {
        long long sum = (long long)values[order[low]] + values[order[high]];
        if (sum == target)
            break;
        if (sum < target)
            low++;
        else
            high--;
    }
    int *pair = malloc(2 * sizeof(int));
    pair[0] = order[low];
    pair[1] = order[high];
    free(order);
    *returnSize = 2;
    return pair;
}
