typedef struct {
    int capacity, count;
    long long sum;
    int *values, *largests;
} LargestStack;

LargestStack *largestStackCreate(int capacity)
{
    LargestStack *obj = calloc(1, sizeof *obj);
    obj->capacity = capacity;
    obj->values = malloc((capacity + 1) * sizeof(int));
    obj->largests = malloc((capacity + 1) * sizeof(int));
    return obj;
}

int largestStackLargest(LargestStack *obj)
{
    return obj->count == 0 ? -1 : obj->largests[obj->count - 1];
}

bool largestStackPush(LargestStack *obj, int value)
{
    if (obj->count == obj->capacity)
        return false;
    int largest = largestStackLargest(obj);
    obj->values[obj->count] = value;
    obj->largests[obj->count++] = value > largest ? value : largest;
    obj->sum += value;
    return true;
}

int largestStackPop(LargestStack *obj)
{
    if (obj->count == 0)
        return -1;
    obj->sum -= obj->values[--obj->count];
    return obj->values[obj->count];
}

long long largestStackTotal(LargestStack *obj)
{
    return obj->sum;
}

void largestStackClear(LargestStack *obj)
{
    obj->count = 0;
    obj->sum = 0;
}

void largestStackFree(LargestStack *obj)
{
    free(obj->values);
    free(obj->largests);
    free(obj);
}
