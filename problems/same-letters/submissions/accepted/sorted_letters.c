struct keyed {
    char key[24];
    char *word;
};

static int byLetter(const void *left, const void *right)
{
    return *(const char *)left - *(const char *)right;
}

static int byKey(const void *left, const void *right)
{
    return strcmp(((const struct keyed *)left)->key, ((const struct keyed *)right)->key);
}

char ***groupWords(char **words, int wordsSize, int *returnSize, int **returnColumnSizes)
{
    struct keyed *all = calloc(wordsSize + 1, sizeof *all);
    for (int i = 0; i < wordsSize; i++) {
        all[i].word = words[i];
        strcpy(all[i].key, words[i]);
        qsort(all[i].key, strlen(words[i]), 1, byLetter);
    }
    qsort(all, wordsSize, sizeof *all, byKey);
    char ***groups = malloc((wordsSize + 1) * sizeof *groups);
    *returnColumnSizes = calloc(wordsSize + 1, sizeof(int));
    *returnSize = 0;
    for (int i = 0; i < wordsSize; i++) {
        if (i == 0 || strcmp(all[i].key, all[i - 1].key) != 0)
            groups[(*returnSize)++] = malloc((wordsSize - i) * sizeof(char *));
        groups[*returnSize - 1][(*returnColumnSizes)[*returnSize - 1]++] = all[i].word;
    }
    free(all);
    return groups;
}
