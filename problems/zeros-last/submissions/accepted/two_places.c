void zerosLast(int *values, int valuesSize)
{
    int place = 0;
    for (int i = 0; i < valuesSize; i++)
        if (values[i] != 0)
            values[place++] = values[i];
    while (place < valuesSize)
        values[place++] = 0;
}
