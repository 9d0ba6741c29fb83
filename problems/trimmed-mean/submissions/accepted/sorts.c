static int upwards(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double trimmedMean(double *readings, int readingsSize, int cut)
{
    qsort(readings, readingsSize, sizeof(double), upwards);
    double sum = 0;
    for (int i = cut; i < readingsSize - cut; i++)
        sum += readings[i];
    return sum / (readingsSize - 2 * cut);
}
